//! Hebrew, without a form for men or women: with "יש" and "נא" and the infinitive.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

pub(super) static MESSAGES: Messages = Messages {
    language: "he",
    direction: Direction::Rtl,
    plural: plural::hebrew,
    texts: &TEXTS,
    numbers: NumberFormat::POINT_COMMA.in_rtl(),
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{day} ב{month} {year}",
    order: DateOrder::Dmy,
    months: [
        "ינואר",
        "פברואר",
        "מרץ",
        "אפריל",
        "מאי",
        "יוני",
        "יולי",
        "אוגוסט",
        "ספטמבר",
        "אוקטובר",
        "נובמבר",
        "דצמבר",
    ], other_months: &[],
};

const SIGN_IN_AGAIN: &str = "יש לחזור לאפליקציה ולהתחבר מחדש. אם הדף הזה מופיע שוב, יש לפנות לאחראים על האפליקציה ולמסור להם את מספר האסמכתה שלמטה.";

static TEXTS: Texts = Texts {
    continue_button: "המשך",
    next: "הבא",
    back: "חזרה",
    not_now: "לא עכשיו",
    error_prefix: "שגיאה: ",
    summary_title: "יש בעיה",
    optional: " (לא חובה)",
    reference: "מספר אסמכתה: ",
    yes: "כן",
    no: "לא",
    other: "אחר",
    other_text: "נא לפרט",
    choose_option: "נא לבחור",
    day: "יום",
    month: "חודש",
    year: "שנה",
    calling_code: "מדינה (קידומת)",
    telephone_number: "מספר טלפון",
    account: "החשבון שלך: ",
    still_right: "האם זה עדיין נכון?",
    not_you: "זה לא החשבון שלך? חזרה להתחברות",
    privacy: "מדיניות הפרטיות",
    return_link: "המשך בלי לענות",
    return_denied: "המשך בלי לענות (ההתחברות לא תושלם)",
    return_unknown: "אם ממשיכים בלי לענות, ייתכן שתופיע הודעה וההתחברות לא תושלם.",
    last_minute: "יש לענות בתוך דקה. לאחר מכן, יש לחזור לאפליקציה ולהתחבר מחדש.",
    going_back: "חוזרים להתחברות",

    expired: ErrorPage {
        title: "פג תוקפו של דף זה",
        happened: "מטעמי אבטחה יש להשלים את ההתחברות בתוך כמה דקות. התשובות לא נשמרו.",
        next: "יש לחזור לאפליקציה ולהתחבר מחדש.",
    },
    invalid_link: ErrorPage {
        title: "לא ניתן להשתמש בקישור זה",
        happened: "הקישור שהוביל לכאן אינו שלם או שלא נוצר עבור דף זה. שום דבר לא נשמר.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "לא ניתן לקרוא את הנתונים",
        happened: "מה שהדפדפן שלח אינו מה שהדף הזה מצפה לו. שום דבר לא נשמר.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "הדף לא נמצא", happened: "אין טופס בכתובת זו.", next: SIGN_IN_AGAIN
    },
    unavailable: ErrorPage {
        title: "נא לנסות שוב בעוד רגע",
        happened: "לא ניתן להציג את הדף הזה כרגע. התקלה אצלנו, והיא בדרך כלל קצרה.",
        next: "יש להמתין כמה שניות ולטעון את הדף מחדש. אם זה לא עוזר, יש לחזור לאפליקציה ולהתחבר מחדש.",
    },
    internal_error: ErrorPage {
        title: "משהו השתבש",
        happened: "אירעה תקלה בדף. שום דבר לא נשמר.",
        next: SIGN_IN_AGAIN,
    },

    step: "שלב {step} מתוך {steps}",
    signing_in_to: "מתבצעת התחברות אל {application}.",
    going_back_by_button: "אם לא קורה דבר תוך כמה שניות, יש לבחור \"{button}\".",
    required: "{label}: נא להזין תשובה.",
    choice_required: "{label}: נא לבחור תשובה.",
    consent_required: "כדי להמשיך, נדרשת הסכמה: {label}",
    control_character: "{label}: התשובה כוללת תו שאי אפשר להשתמש בו, כגון ירידת שורה. נא להקליד את התשובה מחדש.",
    too_much: "{label}: התשובות יחד ארוכות מכדי להישלח. נא לקצר את התשובה הזאת.",
    not_an_email: "{label}: נא להזין כתובת דואר אלקטרוני, כגון name@example.com.",
    not_a_telephone_number: "{label}: זה אינו מספר טלפון של המדינה שנבחרה. נא לבדוק את המדינה ואת המספר.",
    telephone_country: "{label}: אי אפשר להשתמש כאן במספרי טלפון של מדינה זו. נא להזין מספר של מדינה שברשימה.",
    telephone_extension: "{label}: נא להזין את המספר ללא שלוחה.",
    telephone_without_country: "{label}: נא לבחור מדינה, או להתחיל את המספר ב-+ ובקידומת המדינה.",
    not_a_url: "{label}: נא להזין כתובת אתר, כגון https://example.com.",
    not_a_number: "{label}: נא להזין מספר בספרות.",
    decimal_sign: "{label}: נא לכתוב שבר עשרוני כך: {example}.",
    too_many_digits: "{label}: נא להזין מספר עם פחות ספרות.",
    not_a_whole_number: "{label}: נא להזין מספר שלם, ללא ספרות אחרי הנקודה העשרונית.",
    too_small: "{label}: נא להזין מספר שאינו קטן מ־{least}.",
    too_large: "{label}: נא להזין מספר שאינו גדול מ־{most}.",
    not_a_multiple: "{label}: נא להזין כפולה של {step}.",
    date_incomplete: "{label}: נא להזין יום, חודש ושנה.",
    not_a_date: "{label}: התאריך הזה אינו קיים. נא לבדוק את היום, החודש והשנה.",
    year_digits: "{label}: נא להזין את השנה בארבע ספרות, למשל 1992.",
    too_early: "{label}: נא להזין {earliest} או תאריך מאוחר יותר.",
    too_late: "{label}: נא להזין {latest} או תאריך מוקדם יותר.",
    not_an_option: "{label}: נא לבחור אחת מהתשובות המוצעות.",
    pattern_mismatch: "{label}: התשובה אינה בתבנית הנדרשת. נא לבדוק אותה.",
    other_missing: "{label}: נא לכתוב את התשובה שלך בתיבת הטקסט.",

    minutes_left: Plural::one_two_other(
        "הזמן שנותר למענה: כדקה אחת. לאחר מכן, יש לחזור לאפליקציה ולהתחבר מחדש.",
        "הזמן שנותר למענה: כשתי דקות. לאחר מכן, יש לחזור לאפליקציה ולהתחבר מחדש.",
        "הזמן שנותר למענה: כ־{minutes} דקות. לאחר מכן, יש לחזור לאפליקציה ולהתחבר מחדש.",
    ),
    too_few: Plural::one_two_other(
        "{label}: נא לבחור תשובה אחת לפחות.",
        "{label}: נא לבחור שתי תשובות לפחות.",
        "{label}: נא לבחור {least} תשובות לפחות.",
    ),
    too_many: Plural::one_two_other(
        "{label}: נא לבחור תשובה אחת לכל היותר.",
        "{label}: נא לבחור שתי תשובות לכל היותר.",
        "{label}: נא לבחור {most} תשובות לכל היותר.",
    ),
    too_short: Plural::one_two_other(
        "{label}: נא להזין תו אחד לפחות.",
        "{label}: נא להזין שני תווים לפחות.",
        "{label}: נא להזין {least} תווים לפחות.",
    ),
    length_limit: Plural::one_two_other("תו אחד לכל היותר", "שני תווים לכל היותר", "{most} תווים לכל היותר"),
    too_long: Plural::one_two_other(
        "{label}: נא להזין תו אחד לכל היותר; הוזנו {actual}.",
        "{label}: נא להזין שני תווים לכל היותר; הוזנו {actual}.",
        "{label}: נא להזין {most} תווים לכל היותר; הוזנו {actual}.",
    ),
    too_many_decimals: Plural::one_two_other(
        "{label}: נא להשתמש בספרה אחת לכל היותר אחרי הנקודה העשרונית.",
        "{label}: נא להשתמש בשתי ספרות לכל היותר אחרי הנקודה העשרונית.",
        "{label}: נא להשתמש ב־{most} ספרות לכל היותר אחרי הנקודה העשרונית.",
    ),
};
