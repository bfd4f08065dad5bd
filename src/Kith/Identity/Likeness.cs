namespace Kith.Identity;

/// <summary>Why two people may be the same, in the order in which reasons are told. The numbers are stored.</summary>
[Flags]
internal enum LikenessReasons : long
{
    None = 0,
    SameLinkedIn = 1 << 0,
    SameEmail = 1 << 1,
    SameMailbox = 1 << 2,
    SameCustomerId = 1 << 3,
    SameMobile = 1 << 4,
    SamePhone = 1 << 5,
    SameName = 1 << 6,
    Nickname = 1 << 7,
    NameTypo = 1 << 8,
    NamesSwapped = 1 << 9,
    NamePart = 1 << 10,
    SimilarEmail = 1 << 11,
    SameOrganization = 1 << 12,
    SameAddress = 1 << 13,
    SameJobTitle = 1 << 14,
}

/// <summary>
/// How alike two people are. Each thing that they share or do not share weighs so much, in logarithms of odds (Fellegi and Sunter,
/// A Theory for Record Linkage, 1969); the weights were set on labelled people (docs/decisions/0008-duplicates.md).
/// </summary>
/// <param name="Score">0 to 1: how sure it is that they are the same.</param>
/// <param name="Reasons">What speaks for it.</param>
internal sealed record Likeness(double Score, LikenessReasons Reasons)
{
    /// <summary>From this score on, a merge is suggested.</summary>
    public const double SuggestsMerge = 0.8;

    /// <summary>Changes whenever people are compared in another way: all are compared again then.</summary>
    public const int Version = 1;

    /// <summary>The weight at which it is as likely as not.</summary>
    private const double Even = 6;

    /// <summary>What a whole household or office has in common says no more than this of people whose given names are not surely the same.</summary>
    private const double MostOfShared = 3;

    /// <summary>Compares two people.</summary>
    public static Likeness Of(Traits one, Traits other)
    {
        var reasons = LikenessReasons.None;
        var (names, isSure) = Names(one, other, ref reasons);
        var personal = Emails(one, other, ref reasons) + Numbers(one, other, ref reasons, out var shared) + Ids(one, other, ref reasons);
        shared += Surroundings(one, other, ref reasons);
        var weight = names + personal + (isSure ? shared : Math.Min(shared, MostOfShared));
        return new Likeness(1 / (1 + Math.Exp(Even - weight)), reasons);
    }

    /// <summary>All reasons in words, the strongest first.</summary>
    public static readonly IReadOnlyList<string> Words = [.. Each.Select(InWordsOf)];

    /// <summary>What is said of reasons, the strongest first.</summary>
    public static IEnumerable<string> InWords(LikenessReasons reasons) => Each.Where(reason => reasons.HasFlag(reason)).Select(InWordsOf);

    /// <summary>The reasons that words stand for.</summary>
    public static LikenessReasons OfWords(IEnumerable<string> words) =>
        Each.Where(reason => words.Contains(InWordsOf(reason))).Aggregate(LikenessReasons.None, (all, reason) => all | reason);

    private static IEnumerable<LikenessReasons> Each => Enum.GetValues<LikenessReasons>().Where(reason => reason != LikenessReasons.None).Order();

    private static string InWordsOf(LikenessReasons reason) => reason switch
    {
        LikenessReasons.SameLinkedIn => "Same LinkedIn profile",
        LikenessReasons.SameEmail => "Same e-mail address",
        LikenessReasons.SameMailbox => "Same mailbox, its address written in another way",
        LikenessReasons.SameCustomerId => "Same customer id",
        LikenessReasons.SameMobile => "Same mobile number",
        LikenessReasons.SamePhone => "Same phone number",
        LikenessReasons.SameName => "Same name",
        LikenessReasons.Nickname => "One given name is a form of the other",
        LikenessReasons.NameTypo => "Names that differ by a typing error",
        LikenessReasons.NamesSwapped => "Given name and family name exchanged",
        LikenessReasons.NamePart => "One name is part of the other",
        LikenessReasons.SimilarEmail => "E-mail addresses that differ by a typing error",
        LikenessReasons.SameOrganization => "Same organization",
        LikenessReasons.SameAddress => "Same address",
        LikenessReasons.SameJobTitle => "Same job title",
        _ => throw new NotSupportedException($"{reason}"),
    };

    private static (double Weight, bool IsSure) Names(Traits one, Traits other, ref LikenessReasons reasons)
    {
        var (given, family, isSwapped) = one.Name.Compare(other.Name);
        var weight = given switch
        {
            NameAgreement.Same => 3,
            NameAgreement.Nickname or NameAgreement.Typo => 2.5,
            NameAgreement.Contained => 2,
            NameAgreement.Initial => 0.5,
            NameAgreement.Different => -7,
            _ => 0.0,
        };
        weight += family switch
        {
            NameAgreement.Same or NameAgreement.Nickname => 3,
            NameAgreement.Typo => 2,
            NameAgreement.Contained => 1.5,
            NameAgreement.Different => -4,
            _ => 0.0,
        };
        if (isSwapped)
            reasons |= LikenessReasons.NamesSwapped;
        else if (given == NameAgreement.Same && family == NameAgreement.Same)
            reasons |= LikenessReasons.SameName;
        if (given == NameAgreement.Nickname)
            reasons |= LikenessReasons.Nickname;
        if (given == NameAgreement.Typo || family == NameAgreement.Typo)
            reasons |= LikenessReasons.NameTypo;
        if ((given is NameAgreement.Contained or NameAgreement.Initial && family > NameAgreement.Unclear) || family == NameAgreement.Contained)
            reasons |= LikenessReasons.NamePart;
        return (isSwapped ? weight - 0.5 : weight, given >= NameAgreement.Contained);
    }

    private static double Emails(Traits one, Traits other, ref LikenessReasons reasons)
    {
        if (one.Emails.Any(other.Emails.Contains))
        {
            reasons |= LikenessReasons.SameEmail;
            return 6;
        }
        if (one.Mailboxes.Any(other.Mailboxes.Contains))
        {
            reasons |= LikenessReasons.SameMailbox;
            return 5;
        }
        var isSameDomain = false;
        foreach (var mine in one.Mailboxes)
        {
            foreach (var theirs in other.Mailboxes)
            {
                var (at, otherAt) = (mine.LastIndexOf('@'), theirs.LastIndexOf('@'));
                if (!mine.AsSpan(at).SequenceEqual(theirs.AsSpan(otherAt)))
                    continue;
                if (IsTypo(mine[..at], theirs[..otherAt]))
                {
                    reasons |= LikenessReasons.SimilarEmail;
                    return 2.5;
                }
                isSameDomain = true;
            }
        }
        // Who has an address at a domain seldom gets a second one there; somebody of the same name does.
        return one.Emails.Count == 0 || other.Emails.Count == 0 ? 0 : isSameDomain ? -2 : -0.7;
    }

    /// <summary>A number behind a name is no typing error: it tells namesakes apart.</summary>
    private static bool IsTypo(string one, string other) =>
        one.Length >= 5 && other.Length >= 5 && one.Where(char.IsAsciiDigit).SequenceEqual(other.Where(char.IsAsciiDigit)) && EditDistance.Of(one, other) == 1;

    private static double Numbers(Traits one, Traits other, ref LikenessReasons reasons, out double shared)
    {
        shared = 0;
        var isMobile = false;
        var isSwitchboard = false;
        foreach (var mine in one.Phones)
        {
            foreach (var theirs in other.Phones)
            {
                if (mine.Number != theirs.Number)
                    continue;
                isMobile |= mine.IsMobile && theirs.IsMobile;
                // Two extensions are two desks behind one switchboard.
                isSwitchboard |= mine.Extension != theirs.Extension && mine.Extension.Length > 0 && theirs.Extension.Length > 0;
                shared = 3;
            }
        }
        if (isMobile)
        {
            reasons |= LikenessReasons.SameMobile;
            return 1.5;
        }
        if (isSwitchboard)
        {
            shared = 0;
            return -1;
        }
        if (shared > 0)
        {
            reasons |= LikenessReasons.SamePhone;
            return 0;
        }
        return one.Phones.Count == 0 || other.Phones.Count == 0 ? 0
            : one.Phones.Any(phone => phone.IsMobile) && other.Phones.Any(phone => phone.IsMobile) ? -1
            : -0.5;
    }

    private static double Ids(Traits one, Traits other, ref LikenessReasons reasons)
    {
        var weight = 0.0;
        if (one.LinkedIn is not null && other.LinkedIn is not null)
        {
            weight += one.LinkedIn == other.LinkedIn ? 9 : -8;
            if (one.LinkedIn == other.LinkedIn)
                reasons |= LikenessReasons.SameLinkedIn;
        }
        if (one.CustomerId is not null && other.CustomerId is not null)
        {
            weight += one.CustomerId == other.CustomerId ? 6 : -4;
            if (one.CustomerId == other.CustomerId)
                reasons |= LikenessReasons.SameCustomerId;
        }
        return weight;
    }

    private static double Surroundings(Traits one, Traits other, ref LikenessReasons reasons)
    {
        var weight = 0.0;
        if (one.Organizations.Any(other.Organizations.Contains))
        {
            weight += 2;
            reasons |= LikenessReasons.SameOrganization;
        }
        else if (one.Organizations.Count > 0 && other.Organizations.Count > 0)
        {
            weight -= 0.7;
        }
        if (one.Place is not null && other.Place is not null)
        {
            weight += one.Place == other.Place ? 3 : -0.7;
            if (one.Place == other.Place)
                reasons |= LikenessReasons.SameAddress;
        }
        if (one.JobTitle is not null && one.JobTitle == other.JobTitle)
        {
            weight += 0.3;
            reasons |= LikenessReasons.SameJobTitle;
        }
        return weight;
    }
}
