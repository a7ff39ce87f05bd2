//! Chinese in simplified characters, addressing the person as 您.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

pub(super) static MESSAGES: Messages = Messages {
    language: "zh-Hans",
    direction: Direction::Ltr,
    plural: plural::none,
    texts: &TEXTS,
    numbers: NumberFormat::POINT_COMMA,
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{year}年{month}月{day}日",
    order: DateOrder::Ymd,
    months: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"], other_months: &[("一月", 1), ("二月", 2), ("三月", 3), ("四月", 4), ("五月", 5), ("六月", 6), ("七月", 7), ("八月", 8), ("九月", 9), ("十月", 10), ("十一月", 11), ("十二月", 12)],
};

const SIGN_IN_AGAIN: &str =
    "请返回应用并重新登录。如果再次看到此页面，请联系该应用的负责人，并提供下方的参考编号。";

static TEXTS: Texts = Texts {
    continue_button: "继续",
    next: "下一步",
    back: "上一步",
    not_now: "以后再说",
    error_prefix: "错误：",
    summary_title: "出现问题",
    optional: "（可选）",
    reference: "参考编号：",
    yes: "是",
    no: "否",
    other: "其他",
    other_text: "请具体说明",
    choose_option: "请选择",
    day: "日",
    month: "月",
    year: "年",
    calling_code: "国家或地区（国际区号）",
    telephone_number: "电话号码",
    account: "您的账号：",
    still_right: "此信息是否仍然正确？",
    not_you: "不是您本人？返回登录页面",
    privacy: "隐私声明",
    return_link: "跳过作答并继续",
    return_denied: "跳过作答并继续（您将无法登录）",
    return_unknown: "如果跳过作答并继续，您可能会看到一条消息，并且无法登录。",
    last_minute: "请在一分钟内作答。超时后，请返回应用并重新登录。",
    going_back: "正在返回登录页面",

    expired: ErrorPage {
        title: "此页面已过期",
        happened: "为了您的安全，登录必须在几分钟内完成。您的回答未被保存。",
        next: "请返回应用并重新登录。",
    },
    invalid_link: ErrorPage {
        title: "此链接无法使用",
        happened: "您打开的链接不完整，或者不是为此页面生成的。未保存任何内容。",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "无法读取提交的内容",
        happened: "您的浏览器发送的内容与此页面的要求不符。未保存任何内容。",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "找不到页面", happened: "此地址没有表单。", next: SIGN_IN_AGAIN
    },
    unavailable: ErrorPage {
        title: "请稍后再试",
        happened: "目前无法显示此页面。问题出在我们这边，通常很快就会恢复。",
        next: "请等待几秒钟，然后重新加载此页面。如果仍然无法显示，请返回应用并重新登录。",
    },
    internal_error: ErrorPage {
        title: "出错了",
        happened: "由于我们的错误，此页面未能正常运行。未保存任何内容。",
        next: SIGN_IN_AGAIN,
    },

    step: "第 {step} 步，共 {steps} 步",
    signing_in_to: "您正在登录 {application}。",
    going_back_by_button: "如果几秒钟后没有反应，请选择“{button}”。",
    required: "{label}：请填写此项。",
    choice_required: "{label}：请选择一项。",
    consent_required: "请先同意以下内容再继续：{label}",
    control_character: "{label}：内容包含无法使用的字符，例如换行符。请重新输入。",
    too_much: "{label}：您的回答总长度过长，无法一起提交。请缩短此项回答。",
    not_an_email: "{label}：请输入电子邮件地址，例如 name@example.com。",
    not_a_telephone_number: "{label}：这不是所选国家或地区的电话号码。请检查国家或地区以及号码。",
    telephone_country: "{label}：此处不能使用该国家或地区的电话号码。请输入列表中国家或地区的号码。",
    telephone_extension: "{label}：请输入不带分机号的号码。",
    telephone_without_country: "{label}：请选择国家或地区，或在号码开头加上 + 和国际区号。",
    not_a_url: "{label}：请输入网址，例如 https://example.com。",
    not_a_number: "{label}：请输入数字。",
    decimal_sign: "{label}：小数请写成 {example} 的形式。",
    too_many_digits: "{label}：请输入位数更少的数字。",
    not_a_whole_number: "{label}：请输入整数，不要带小数。",
    too_small: "{label}：请输入不小于 {least} 的数字。",
    too_large: "{label}：请输入不大于 {most} 的数字。",
    not_a_multiple: "{label}：请输入 {step} 的倍数。",
    date_incomplete: "{label}：请输入年、月、日。",
    not_a_date: "{label}：此日期不存在。请检查年、月、日。",
    year_digits: "{label}：请用四位数字输入年份，例如 1992。",
    too_early: "{label}：请输入{earliest}或之后的日期。",
    too_late: "{label}：请输入{latest}或之前的日期。",
    not_an_option: "{label}：请从提供的选项中选择。",
    pattern_mismatch: "{label}：内容的格式不正确，请检查。",
    other_missing: "{label}：请在文本框中填写您的回答。",

    minutes_left: Plural::other("您大约有 {minutes} 分钟的作答时间。超时后，请返回应用并重新登录。"),
    too_few: Plural::other("{label}：请至少选择 {least} 项。"),
    too_many: Plural::other("{label}：请最多选择 {most} 项。"),
    too_short: Plural::other("{label}：请至少输入 {least} 个字符。"),
    length_limit: Plural::other("最多 {most} 个字符"),
    too_long: Plural::other("{label}：请最多输入 {most} 个字符；您已输入 {actual} 个。"),
    too_many_decimals: Plural::other("{label}：请最多保留 {most} 位小数。"),
};
