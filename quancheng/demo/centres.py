"""The three invented hospitals of the demonstration and everybody who works in them.

The main centre's team is the paper's (S1, 2.1.1): two chief, one associate chief and three attending doctors,
one associate chief nurse, four senior nurses, eight nurses and two junior nurses. Those with ten years in
breast care may answer patients' questions: the six doctors and the five senior nurses.
"""

from dataclasses import dataclass

from quancheng.access.roles import Role
from quancheng.accounts.models import Title


@dataclass(frozen=True, slots=True)
class Centre:
    """A hospital with its departments and care teams, each a pair of Chinese and English name."""

    code: str
    name: str
    name_en: str
    departments: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signs in; `teams` are numbers of the hospital's teams, none: the hospital at large."""

    username: str
    name: str
    role: Role
    title: str
    department: int
    years: int
    teams: tuple[int, ...] = ()
    internet: bool = False
    documented: bool = False


BREAST, RADIATION, ONCOLOGY, PATHOLOGY, ULTRASOUND, RADIOLOGY, QUALITY, COMPUTING = range(8)
MAIN = Centre(
    code="mingxi",
    name="明溪大学附属医院（演示）",
    name_en="Mingxi University Hospital (demo)",
    departments=(
        ("乳腺外科", "Breast surgery"),
        ("放疗科", "Radiotherapy"),
        ("肿瘤内科", "Medical oncology"),
        ("病理科", "Pathology"),
        ("超声科", "Ultrasound"),
        ("放射科", "Radiology"),
        ("质量管理科", "Quality management"),
        ("信息科", "Information technology"),
    ),
    teams=(("乳腺一组", "Breast team 1"), ("乳腺二组", "Breast team 2"), ("乳腺三组", "Breast team 3")),
)
PARTNER = Centre(
    code="qinglan",
    name="青岚县人民医院（演示）",
    name_en="Qinglan County Hospital (demo)",
    departments=(("乳腺外科", "Breast surgery"),),
    teams=(("乳腺组", "Breast team"),),
)
SUPERIOR = Centre(
    code="yunling",
    name="云岭省肿瘤医院（演示）",
    name_en="Yunling Cancer Hospital (demo)",
    departments=(("乳腺中心", "Breast centre"),),
    teams=(("乳腺中心组", "Breast centre team"),),
)
CENTRES = (MAIN, PARTNER, SUPERIOR)

SENIOR, ASSOCIATE = Title.SENIOR.value, Title.ASSOCIATE_SENIOR.value
MIDDLE, JUNIOR = Title.INTERMEDIATE.value, Title.JUNIOR.value
EVERY_TEAM = (0, 1, 2)

STAFF: dict[str, tuple[Colleague, ...]] = {
    MAIN.code: (
        Colleague("doctor.chen", "陈立", Role.DOCTOR, MIDDLE, BREAST, 12, (0,), True, documented=True),
        Colleague("doctor.zhou", "周明德", Role.DOCTOR, SENIOR, BREAST, 28, (0,), True),
        Colleague("doctor.xu", "许文华", Role.DOCTOR, SENIOR, BREAST, 25, (1,), True),
        Colleague("doctor.shen", "沈佩芬", Role.DOCTOR, ASSOCIATE, BREAST, 17, (2,), True),
        Colleague("doctor.wu", "吴昊", Role.DOCTOR, MIDDLE, BREAST, 11, (1,), True),
        Colleague("doctor.lin", "林珊", Role.DOCTOR, MIDDLE, BREAST, 10, (2,)),
        Colleague("nurse.gu", "顾慧兰", Role.NURSE, ASSOCIATE, BREAST, 24, EVERY_TEAM),
        Colleague("case.wang", "王丽娟", Role.CASE_MANAGER, MIDDLE, BREAST, 15, (0,), documented=True),
        Colleague("case.qian", "钱敏", Role.CASE_MANAGER, MIDDLE, BREAST, 13, (1,)),
        Colleague("case.sun", "孙悦", Role.CASE_MANAGER, MIDDLE, BREAST, 11, (2,)),
        Colleague(
            "secretary.zheng", "郑洁", Role.MDT_SECRETARY, MIDDLE, BREAST, 12, EVERY_TEAM, documented=True
        ),
        Colleague("nurse.li", "李倩", Role.NURSE, JUNIOR, BREAST, 6, (0,), documented=True),
        Colleague("nurse.tang", "唐雨晴", Role.NURSE, JUNIOR, BREAST, 5, (1,)),
        Colleague("nurse.ding", "丁薇", Role.NURSE, JUNIOR, BREAST, 7, (2,)),
        Colleague("nurse.fan", "范静", Role.NURSE, JUNIOR, BREAST, 4, (0,)),
        Colleague(
            "therapist.he", "何欣", Role.LYMPHEDEMA_THERAPIST, JUNIOR, BREAST, 9, EVERY_TEAM, documented=True
        ),
        Colleague("therapist.lu", "陆婷", Role.LYMPHEDEMA_THERAPIST, JUNIOR, BREAST, 6, EVERY_TEAM),
        Colleague("therapist.yu", "余佳", Role.LYMPHEDEMA_THERAPIST, JUNIOR, BREAST, 4, EVERY_TEAM),
        Colleague("clerk.luo", "罗兰", Role.DATA_CLERK, JUNIOR, BREAST, 8, documented=True),
        Colleague("nurse.cui", "崔莹", Role.NURSE, JUNIOR, BREAST, 1, (1,)),
        Colleague("nurse.hao", "郝梦", Role.NURSE, JUNIOR, BREAST, 1, (2,)),
        Colleague("expert.gao", "高岩", Role.MDT_EXPERT, SENIOR, RADIATION, 19, documented=True),
        Colleague("expert.tian", "田蕾", Role.MDT_EXPERT, ASSOCIATE, ONCOLOGY, 14),
        Colleague("expert.bai", "白雪松", Role.MDT_EXPERT, SENIOR, PATHOLOGY, 22),
        Colleague("expert.su", "苏琳", Role.MDT_EXPERT, ASSOCIATE, ULTRASOUND, 16),
        Colleague("expert.jiang", "江涛", Role.MDT_EXPERT, ASSOCIATE, RADIOLOGY, 15),
        Colleague("external.xie", "谢云峰", Role.EXTERNAL_MDT_EXPERT, SENIOR, ONCOLOGY, 30, documented=True),
        Colleague("research.han", "韩雪", Role.RESEARCHER, "", QUALITY, 0, documented=True),
        Colleague("director.fang", "方志远", Role.QUALITY_DIRECTOR, SENIOR, QUALITY, 20, documented=True),
        Colleague("volunteer.zhao", "赵桂芳", Role.VOLUNTEER, "", BREAST, 0, documented=True),
        Colleague("admin.ma", "马骏", Role.SYSTEM_ADMIN, "", COMPUTING, 0, documented=True),
        Colleague("security.qin", "秦岳", Role.SECURITY_ADMIN, "", COMPUTING, 0, documented=True),
        Colleague("audit.yin", "尹莉", Role.AUDITOR, "", QUALITY, 0, documented=True),
    ),
    PARTNER.code: (
        Colleague("partner.doctor", "邱建平", Role.DOCTOR, MIDDLE, 0, 9, (0,), documented=True),
        Colleague("partner.nurse", "金小燕", Role.CASE_MANAGER, MIDDLE, 0, 10, (0,)),
        Colleague("partner.clerk", "董敏", Role.DATA_CLERK, "", 0, 3, documented=True),
        Colleague("partner.director", "贺永康", Role.QUALITY_DIRECTOR, ASSOCIATE, 0, 12),
        Colleague("partner.admin", "石磊", Role.SYSTEM_ADMIN, "", 0, 0),
    ),
    SUPERIOR.code: (
        Colleague("superior.doctor", "叶清", Role.DOCTOR, SENIOR, 0, 26, (0,), True, documented=True),
        Colleague("superior.nurse", "申文静", Role.CASE_MANAGER, MIDDLE, 0, 14, (0,)),
        Colleague("superior.clerk", "谭晓", Role.DATA_CLERK, "", 0, 5),
        Colleague("superior.director", "万国强", Role.QUALITY_DIRECTOR, SENIOR, 0, 23),
        Colleague("superior.admin", "章宁", Role.SYSTEM_ADMIN, "", 0, 0),
    ),
}
