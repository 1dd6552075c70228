"""What a patient reads before she says yes: one text per purpose, with its version, in Chinese and English.

A text is never changed: a new wording is a new entry with a new version, and the old one stays, so that
every consent can be shown with the words that were read. `%(hospital)s` is the hospital that keeps the
record, `%(partner)s` the one it is shared with. What the law wants said (PIPL 17, 23, 28 to 30): who, why,
which data, how long, that no is an answer, and how to take it back.
"""

from dataclasses import dataclass

from quancheng.kernel.hashing import canonical, digest


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of the text of one purpose."""

    purpose: str
    version: str
    zh: str
    en: str

    @property
    def hash(self) -> str:
        """Hex digest of the text in both languages; stands in every consent that was given to it."""
        row = {
            "purpose": self.purpose,
            "version": self.version,
            "zh": _parts(self.zh, ""),
            "en": _parts(self.en),
        }
        return digest(canonical(row)).hex()

    def read(self, language: str, *, hospital: str, partner: str = "") -> list[str]:
        """The paragraphs in that language, with the hospitals' names in their places."""
        parts = _parts(self.en) if language == "en" else _parts(self.zh, "")
        return [part % {"hospital": hospital, "partner": partner} for part in parts]


def _parts(text: str, glue: str = " ") -> list[str]:
    """Paragraphs as they are read: where a line breaks in this file means nothing."""
    return [glue.join(part.split("\n")) for part in text.strip().split("\n\n")]


_CARE = ConsentText(
    "care",
    "2026-1",
    zh="""
%(hospital)s 请您同意：为您建立一份全程诊疗档案，从确诊、手术、化疗、放疗一直用到以后的随访。

会用到的信息：姓名、证件号码、电话、病历、病理、影像报告、用药和复查结果。只有负责您的医护团队能看；谁在什
么时候看过，都有记录，您随时可以查。

病历按国家规定保存：门诊至少 15 年，住院至少 30 年。

不同意也能看病，只是没有全程管理和提醒。您随时可以撤回：在手机上点一下，或告诉护士。撤回后我们不再使用；依法
必须保存的病历仍会留存。
""",
    en="""
%(hospital)s asks you to agree that it keeps one record of your whole course of care: diagnosis, surgery,
chemotherapy, radiotherapy and the years of follow-up.

What is used: your name, ID number, phone, medical notes, pathology and imaging reports, medicines and
check-ups. Only the team that looks after you may read it. Who read it and when is written down, and you can
see that at any time.

The law says how long medical records are kept: at least 15 years for outpatients and 30 years for
inpatients.

You are treated if you say no, but without whole-course management and reminders. You may take this back at
any time, on your phone or by telling a nurse. We then stop using the record; what the law orders us to keep
stays kept.
""",
)
_MESSAGES = ConsentText(
    "messages",
    "2026-1",
    zh="""
%(hospital)s 请您同意：用短信、微信或电话提醒您复查、用药和填写感受。

会用到的信息：您的电话、姓氏和下一次的日期。消息里不写病名和用药。

不同意不影响看病，只是要您自己记日子。您随时可以撤回，当天停发。
""",
    en="""
%(hospital)s asks you to agree that it reminds you of check-ups, medicines and questionnaires by text
message, WeChat or phone.

What is used: your phone number, your family name and the date of the next appointment. A message never
names your illness or a medicine.

Saying no does not change your treatment; you then keep the dates yourself. You may take this back at any
time, and messages stop the same day.
""",
)
_RESEARCH = ConsentText(
    "research",
    "2026-1",
    zh="""
%(hospital)s 请您同意：把您的诊疗资料去掉姓名、证件号和电话以后，用于乳腺癌研究。

研究者看不到您是谁。资料不出境，也不卖给任何人。基因检测结果不包括在内，那要另外问您。

不同意完全不影响诊疗。您随时可以撤回；撤回以后的研究不再使用，已经发表的结果无法收回。
""",
    en="""
%(hospital)s asks you to agree that your treatment data, without name, ID number and phone, are used for
research on breast cancer.

Researchers do not see who you are. The data do not leave the country and are not sold. Genetic results are
not included: you are asked about those separately.

Saying no does not change your treatment in any way. You may take this back at any time; later research
leaves you out, while results already published cannot be called back.
""",
)
_SHARE = ConsentText(
    "share",
    "2026-1",
    zh="""
%(hospital)s 请您同意：让 %(partner)s 的医生查看您在 %(hospital)s 的诊疗档案，以便两家医院一起为您治疗。

给谁看：%(partner)s 负责您的医护人员。看什么：诊断、病理、影像报告、手术、用药和随访记录。他们只能看，不能
改；每次查看都有记录。联系方式请向护士索取。

每家医院要分别问您。不同意不影响在任何一家看病。您随时可以撤回，撤回后对方立刻看不到。
""",
    en="""
%(hospital)s asks you to agree that doctors of %(partner)s may read your record at %(hospital)s, so that
both hospitals can treat you together.

Who reads: the staff of %(partner)s who look after you. What they read: diagnosis, pathology, imaging
reports, operations, medicines and follow-up. They can read and not change; each reading is written down. A
nurse gives you their contact details.

You are asked for each hospital separately. Saying no does not change your treatment in either. You may take
this back at any time, and they stop seeing it at once.
""",
)
_VOLUNTEER = ConsentText(
    "volunteer",
    "2026-1",
    zh="""
%(hospital)s 请您同意：由康复志愿者联系您，陪您说说话。

志愿者只知道您的称呼和病房，不看病历。您可以随时说“今天不想聊”，不需要理由。

不同意不影响诊疗。您随时可以撤回。
""",
    en="""
%(hospital)s asks you to agree that a volunteer who has had the illness herself may contact you and keep you
company.

Volunteers know what to call you and your ward; they do not read your record. You may say "not today"
without a reason.

Saying no does not change your treatment. You may take this back at any time.
""",
)
_GENETIC = ConsentText(
    "genetic",
    "2026-1",
    zh="""
%(hospital)s 请您书面同意：保存您的基因检测结果（例如 BRCA），用来为您选择治疗。

基因信息属于国家管理的人类遗传资源信息，也关系到您的家人。只有有权限的医生能看；不出境；不用于研究，除非另外
征得您的书面同意并经过批准。

不同意时，结果只留在纸质报告里，医生照常为您治疗。您随时可以撤回。
""",
    en="""
%(hospital)s asks for your written consent to keep the results of your genetic tests (for example BRCA), in
order to choose your treatment.

Genetic information is human genetic resource information under state law, and it concerns your family too.
Only doctors with the right to it can read it. It does not leave the country and is not used for research,
unless you agree to that separately in writing and it has been approved.

If you say no, the result stays in the paper report only, and your doctor treats you as before. You may take
this back at any time.
""",
)

# Every version ever used, the newest of each purpose last.
TEXTS: tuple[ConsentText, ...] = (_CARE, _MESSAGES, _RESEARCH, _SHARE, _VOLUNTEER, _GENETIC)
CURRENT: dict[str, ConsentText] = {text.purpose: text for text in TEXTS}


def text_of(purpose: str, version: str) -> ConsentText | None:
    """The text that a consent was given to; None for a version that was never ours."""
    return next((text for text in TEXTS if (text.purpose, text.version) == (purpose, version)), None)
