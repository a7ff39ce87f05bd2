//! Japanese, in the polite form.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

pub(super) static MESSAGES: Messages = Messages {
    language: "ja",
    direction: Direction::Ltr,
    plural: plural::none,
    texts: &TEXTS,
    numbers: NumberFormat::POINT_COMMA,
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{year}年{month}月{day}日",
    order: DateOrder::Ymd,
    months: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"], other_months: &[],
};

const SIGN_IN_AGAIN: &str = "アプリケーションに戻って、もう一度ログインしてください。このページがまた表示される場合は、アプリケーションの運営者に連絡し、下の参照番号をお伝えください。";

static TEXTS: Texts = Texts {
    continue_button: "続ける",
    next: "次へ",
    back: "戻る",
    not_now: "後で",
    error_prefix: "エラー：",
    summary_title: "問題があります",
    optional: "（任意）",
    reference: "参照番号：",
    yes: "はい",
    no: "いいえ",
    other: "その他",
    other_text: "具体的にご記入ください",
    choose_option: "選択してください",
    day: "日",
    month: "月",
    year: "年",
    calling_code: "国（国番号）",
    telephone_number: "電話番号",
    account: "アカウント：",
    still_right: "この内容に変更はありませんか？",
    not_you: "ご本人ではありませんか？ログイン画面に戻る",
    privacy: "プライバシーポリシー",
    return_link: "回答せずに続ける",
    return_denied: "回答せずに続ける（ログインは完了しません）",
    return_unknown: "回答せずに続けると、メッセージが表示され、ログインが完了しないことがあります。",
    last_minute: "1分以内に回答してください。時間を過ぎた場合は、アプリケーションに戻って、もう一度ログインしてください。",
    going_back: "ログイン画面に戻ります",

    expired: ErrorPage {
        title: "このページの有効期限が切れました",
        happened: "セキュリティのため、ログインは数分以内に完了する必要があります。回答は保存されていません。",
        next: "アプリケーションに戻って、もう一度ログインしてください。",
    },
    invalid_link: ErrorPage {
        title: "このリンクは使用できません",
        happened: "アクセスに使われたリンクは不完全であるか、このページ用に作成されたものではありません。何も保存されていません。",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "内容を読み取れませんでした",
        happened: "ブラウザーから送信された内容が、このページで想定されているものと異なります。何も保存されていません。",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "ページが見つかりません",
        happened: "このアドレスにフォームはありません。",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "しばらくしてからもう一度お試しください",
        happened: "現在、このページを表示できません。原因はサービス側の障害で、通常は短時間で復旧します。",
        next: "数秒待ってから、このページを再読み込みしてください。それでも表示されない場合は、アプリケーションに戻って、もう一度ログインしてください。",
    },
    internal_error: ErrorPage {
        title: "問題が発生しました",
        happened: "サービス側の不具合により、このページを処理できませんでした。何も保存されていません。",
        next: SIGN_IN_AGAIN,
    },

    step: "ステップ {step}/{steps}",
    signing_in_to: "{application} へのログイン手続き中です。",
    going_back_by_button: "数秒たっても画面が変わらない場合は、「{button}」を選択してください。",
    required: "{label}：回答を入力してください。",
    choice_required: "{label}：回答を選択してください。",
    consent_required: "続けるには同意が必要です：{label}",
    control_character: "{label}：改行など、使用できない文字が含まれています。もう一度入力してください。",
    too_much: "{label}：回答全体が長すぎて送信できません。この回答を短くしてください。",
    not_an_email: "{label}：メールアドレスを name@example.com のような形式で入力してください。",
    not_a_telephone_number: "{label}：選択した国の電話番号ではありません。国と番号を確認してください。",
    telephone_country: "{label}：この国の電話番号は使用できません。一覧にある国の電話番号を入力してください。",
    telephone_extension: "{label}：内線番号を除いて入力してください。",
    telephone_without_country: "{label}：国を選択するか、番号の先頭に + と国番号を付けてください。",
    not_a_url: "{label}：ウェブアドレスを https://example.com のような形式で入力してください。",
    not_a_number: "{label}：数字で入力してください。",
    decimal_sign: "{label}：小数は {example} のように入力してください。",
    too_many_digits: "{label}：桁数の少ない数を入力してください。",
    not_a_whole_number: "{label}：小数を含まない整数で入力してください。",
    too_small: "{label}：{least} 以上の数値を入力してください。",
    too_large: "{label}：{most} 以下の数値を入力してください。",
    not_a_multiple: "{label}：{step} の倍数を入力してください。",
    date_incomplete: "{label}：年、月、日をすべて入力してください。",
    not_a_date: "{label}：この日付は存在しません。年、月、日を確認してください。",
    year_digits: "{label}：年は 1992 のように4桁で入力してください。",
    too_early: "{label}：{earliest}以降の日付を入力してください。",
    too_late: "{label}：{latest}以前の日付を入力してください。",
    not_an_option: "{label}：表示されている回答の中から選択してください。",
    pattern_mismatch: "{label}：回答の形式が正しくありません。確認してください。",
    other_missing: "{label}：テキスト欄に回答を入力してください。",

    minutes_left: Plural::other(
        "回答できる時間は約{minutes}分です。時間を過ぎた場合は、アプリケーションに戻って、もう一度ログインしてください。",
    ),
    too_few: Plural::other("{label}：{least}個以上選択してください。"),
    too_many: Plural::other("{label}：選択できるのは{most}個までです。"),
    too_short: Plural::other("{label}：{least}文字以上で入力してください。"),
    length_limit: Plural::other("{most}文字以内"),
    too_long: Plural::other("{label}：{most}文字以内で入力してください。現在は{actual}文字です。"),
    too_many_decimals: Plural::other("{label}：小数点以下は{most}桁までで入力してください。"),
};
