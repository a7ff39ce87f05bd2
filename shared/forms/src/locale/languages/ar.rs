//! Arabic, addressing nobody where it can be helped: with "يُرجى" and a verbal noun. Plain Arabic has the digits 0 to 9,
//! as CLDR has it; those of the Arabic script come with the regions that write them.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

/// The messages for a region: its digits, separators and months.
pub(super) fn messages(region: Option<&str>) -> &'static Messages {
    static PLAIN: Messages = MESSAGES;
    static EAST: Messages = Messages { numbers: NumberFormat::ARABIC, ..MESSAGES };
    static LEVANT: Messages = Messages { numbers: NumberFormat::ARABIC, dates: &LEVANT_DATES, ..MESSAGES };
    static MAURITANIA: Messages = Messages { numbers: NumberFormat::ARABIC, dates: &MAURITANIA_DATES, ..MESSAGES };
    static LIBYA: Messages = Messages { numbers: NumberFormat::COMMA_POINT.in_rtl(), ..MESSAGES };
    static MAGHREB: Messages =
        Messages { numbers: NumberFormat::COMMA_POINT.in_rtl(), dates: &MAGHREB_DATES, ..MESSAGES };
    static MOROCCO: Messages =
        Messages { numbers: NumberFormat::COMMA_POINT.in_rtl(), dates: &MOROCCO_DATES, ..MESSAGES };

    match region {
        Some(
            "BH" | "DJ" | "EG" | "ER" | "IL" | "KM" | "KW" | "OM" | "QA" | "SA" | "SD" | "SO" | "SS" | "TD"
            | "YE",
        ) => &EAST,
        Some("IQ" | "JO" | "LB" | "PS" | "SY") => &LEVANT,
        Some("MR") => &MAURITANIA,
        Some("LY") => &LIBYA,
        Some("DZ" | "TN") => &MAGHREB,
        Some("MA") => &MOROCCO,
        _ => &PLAIN,
    }
}

const MESSAGES: Messages = Messages {
    language: "ar",
    direction: Direction::Rtl,
    plural: plural::arabic,
    texts: &TEXTS,
    numbers: NumberFormat::POINT_COMMA.in_rtl(),
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ], other_months: &[],
};

static LEVANT_DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ], other_months: &[],
};

static MAGHREB_DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "جانفي",
        "فيفري",
        "مارس",
        "أفريل",
        "ماي",
        "جوان",
        "جويلية",
        "أوت",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ], other_months: &[],
};

static MOROCCO_DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "ماي",
        "يونيو",
        "يوليوز",
        "غشت",
        "شتنبر",
        "أكتوبر",
        "نونبر",
        "دجنبر",
    ], other_months: &[],
};

static MAURITANIA_DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "إبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغشت",
        "شتمبر",
        "أكتوبر",
        "نوفمبر",
        "دجمبر",
    ], other_months: &[],
};

const SIGN_IN_AGAIN: &str = "يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد. إذا ظهرت هذه الصفحة مرة أخرى، فيُرجى إبلاغ المسؤولين عن التطبيق وتزويدهم بالرقم المرجعي أدناه.";

static TEXTS: Texts = Texts {
    continue_button: "متابعة",
    next: "التالي",
    back: "السابق",
    not_now: "ليس الآن",
    error_prefix: "خطأ: ",
    summary_title: "هناك مشكلة",
    optional: " (اختياري)",
    reference: "الرقم المرجعي: ",
    yes: "نعم",
    no: "لا",
    other: "غير ذلك",
    other_text: "يُرجى التوضيح",
    choose_option: "يُرجى الاختيار",
    day: "اليوم",
    month: "الشهر",
    year: "السنة",
    calling_code: "البلد (رمز الاتصال)",
    telephone_number: "رقم الهاتف",
    account: "حسابك: ",
    still_right: "هل ما زال هذا صحيحًا؟",
    not_you: "أليس هذا حسابك؟ العودة إلى تسجيل الدخول",
    privacy: "إشعار الخصوصية",
    return_link: "المتابعة بدون إجابة",
    return_denied: "المتابعة بدون إجابة (لن يكتمل تسجيل الدخول)",
    return_unknown: "في حال المتابعة بدون إجابة، قد تظهر رسالة وقد لا يكتمل تسجيل الدخول.",
    last_minute: "يُرجى الإجابة خلال دقيقة واحدة. بعد ذلك، يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
    going_back: "جارٍ الرجوع إلى تسجيل الدخول",

    expired: ErrorPage {
        title: "انتهت صلاحية هذه الصفحة",
        happened: "حفاظًا على أمانك، يجب إكمال تسجيل الدخول خلال بضع دقائق. لم تُحفظ إجاباتك.",
        next: "يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
    },
    invalid_link: ErrorPage {
        title: "لا يمكن استخدام هذا الرابط",
        happened: "الرابط المؤدي إلى هنا غير مكتمل أو لم يُنشأ لهذه الصفحة. لم يُحفظ أي شيء.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "تعذّرت قراءة البيانات",
        happened: "ما أرسله المتصفح ليس ما تتوقعه هذه الصفحة. لم يُحفظ أي شيء.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "الصفحة غير موجودة",
        happened: "لا يوجد نموذج في هذا العنوان.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "يُرجى إعادة المحاولة بعد قليل",
        happened: "لا يمكن عرض هذه الصفحة في الوقت الحالي. الخلل من جانبنا، ولا يدوم طويلًا عادةً.",
        next: "يُرجى الانتظار بضع ثوانٍ ثم إعادة تحميل هذه الصفحة. وإذا لم يُجدِ ذلك، فيُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
    },
    internal_error: ErrorPage {
        title: "حدث خطأ ما",
        happened: "تعطّلت هذه الصفحة بسبب خطأ من جانبنا. لم يُحفظ أي شيء.",
        next: SIGN_IN_AGAIN,
    },

    step: "الخطوة {step} من {steps}",
    signing_in_to: "جارٍ تسجيل الدخول إلى {application}.",
    going_back_by_button: "إذا لم يحدث شيء خلال بضع ثوانٍ، فيُرجى اختيار «{button}».",
    required: "{label}: يُرجى إدخال إجابة.",
    choice_required: "{label}: يُرجى اختيار إجابة.",
    consent_required: "يُرجى الموافقة للمتابعة: {label}",
    control_character: "{label}: تحتوي الإجابة على رمز لا يمكن استخدامه، مثل فاصل أسطر. يُرجى كتابة الإجابة من جديد.",
    too_much: "{label}: إجاباتك أطول من أن تُرسل معًا. يُرجى اختصار هذه الإجابة.",
    not_an_email: "{label}: يُرجى إدخال عنوان بريد إلكتروني، مثل name@example.com.",
    not_a_telephone_number: "{label}: هذا ليس رقم هاتف من البلد المختار. يُرجى التحقق من البلد والرقم.",
    telephone_country: "{label}: لا يمكن استخدام أرقام هواتف هذا البلد هنا. يُرجى إدخال رقم من أحد البلدان المدرجة في القائمة.",
    telephone_extension: "{label}: يُرجى إدخال الرقم من دون رقم تحويلة.",
    telephone_without_country: "{label}: يُرجى اختيار بلد، أو بدء الرقم بعلامة + ثم رمز البلد.",
    not_a_url: "{label}: يُرجى إدخال عنوان ويب، مثل https://example.com.",
    not_a_number: "{label}: يُرجى إدخال عدد بالأرقام.",
    decimal_sign: "{label}: يُرجى كتابة الكسور العشرية هكذا: {example}.",
    too_many_digits: "{label}: يُرجى إدخال عدد بأرقام أقل.",
    not_a_whole_number: "{label}: يُرجى إدخال عدد صحيح بدون كسور عشرية.",
    too_small: "{label}: يُرجى إدخال عدد لا يقل عن {least}.",
    too_large: "{label}: يُرجى إدخال عدد لا يزيد على {most}.",
    not_a_multiple: "{label}: يُرجى إدخال أحد مضاعفات العدد {step}.",
    date_incomplete: "{label}: يُرجى إدخال اليوم والشهر والسنة.",
    not_a_date: "{label}: هذا التاريخ غير موجود. يُرجى التحقق من اليوم والشهر والسنة.",
    year_digits: "{label}: يُرجى إدخال السنة بأربعة أرقام، مثل 1992.",
    too_early: "{label}: يُرجى إدخال تاريخ لا يسبق {earliest}.",
    too_late: "{label}: يُرجى إدخال تاريخ لا يتجاوز {latest}.",
    not_an_option: "{label}: يُرجى اختيار إحدى الإجابات المعروضة.",
    pattern_mismatch: "{label}: الإجابة ليست بالصيغة المتوقعة. يُرجى التحقق منها.",
    other_missing: "{label}: يُرجى كتابة إجابتك في مربع النص.",

    minutes_left: Plural::all([
        "الوقت المتاح للإجابة: حوالي {minutes} دقيقة. بعد ذلك، يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
        "الوقت المتاح للإجابة: حوالي دقيقة واحدة. بعد ذلك، يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
        "الوقت المتاح للإجابة: حوالي دقيقتين. بعد ذلك، يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
        "الوقت المتاح للإجابة: حوالي {minutes} دقائق. بعد ذلك، يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
        "الوقت المتاح للإجابة: حوالي {minutes} دقيقة. بعد ذلك، يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
        "الوقت المتاح للإجابة: حوالي {minutes} دقيقة. بعد ذلك، يُرجى العودة إلى التطبيق وتسجيل الدخول من جديد.",
    ]),
    too_few: Plural::all([
        "{label}: يُرجى اختيار {least} إجابة على الأقل.",
        "{label}: يُرجى اختيار إجابة واحدة على الأقل.",
        "{label}: يُرجى اختيار إجابتين على الأقل.",
        "{label}: يُرجى اختيار {least} إجابات على الأقل.",
        "{label}: يُرجى اختيار {least} إجابة على الأقل.",
        "{label}: يُرجى اختيار {least} إجابة على الأقل.",
    ]),
    too_many: Plural::all([
        "{label}: يُرجى اختيار {most} إجابة على الأكثر.",
        "{label}: يُرجى اختيار إجابة واحدة على الأكثر.",
        "{label}: يُرجى اختيار إجابتين على الأكثر.",
        "{label}: يُرجى اختيار {most} إجابات على الأكثر.",
        "{label}: يُرجى اختيار {most} إجابة على الأكثر.",
        "{label}: يُرجى اختيار {most} إجابة على الأكثر.",
    ]),
    too_short: Plural::all([
        "{label}: يُرجى إدخال {least} حرف على الأقل.",
        "{label}: يُرجى إدخال حرف واحد على الأقل.",
        "{label}: يُرجى إدخال حرفين على الأقل.",
        "{label}: يُرجى إدخال {least} أحرف على الأقل.",
        "{label}: يُرجى إدخال {least} حرفًا على الأقل.",
        "{label}: يُرجى إدخال {least} حرف على الأقل.",
    ]),
    length_limit: Plural::all(["{most} حرف على الأكثر", "حرف واحد على الأكثر", "حرفان على الأكثر", "{most} أحرف على الأكثر", "{most} حرفًا على الأكثر", "{most} حرف على الأكثر"]),
    too_long: Plural::all([
        "{label}: يُرجى إدخال {most} حرف على الأكثر. عدد الأحرف المدخلة: {actual}.",
        "{label}: يُرجى إدخال حرف واحد على الأكثر. عدد الأحرف المدخلة: {actual}.",
        "{label}: يُرجى إدخال حرفين على الأكثر. عدد الأحرف المدخلة: {actual}.",
        "{label}: يُرجى إدخال {most} أحرف على الأكثر. عدد الأحرف المدخلة: {actual}.",
        "{label}: يُرجى إدخال {most} حرفًا على الأكثر. عدد الأحرف المدخلة: {actual}.",
        "{label}: يُرجى إدخال {most} حرف على الأكثر. عدد الأحرف المدخلة: {actual}.",
    ]),
    too_many_decimals: Plural::all([
        "{label}: يُرجى استخدام {most} منزلة عشرية على الأكثر.",
        "{label}: يُرجى استخدام منزلة عشرية واحدة على الأكثر.",
        "{label}: يُرجى استخدام منزلتين عشريتين على الأكثر.",
        "{label}: يُرجى استخدام {most} منازل عشرية على الأكثر.",
        "{label}: يُرجى استخدام {most} منزلة عشرية على الأكثر.",
        "{label}: يُرجى استخدام {most} منزلة عشرية على الأكثر.",
    ]),
};
