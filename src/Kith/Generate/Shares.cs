namespace Kith.Generate;

/// <summary>
/// How often things occur among generated people: shares of all unless said otherwise; a list is the share of those with 0, 1, 2 …
/// of something. Countries, with their shares and names, are in <c>Countries/</c>.
/// </summary>
internal static class Shares
{
    // What people point at.
    public const int Users = 25;
    public const int Tags = 30;
    public const int Segments = 200;
    public const int MostOrganizations = 20_000;
    public const int PeoplePerOrganization = 10;
    public const int LargestOrganization = 2_000;

    // How steep a ranking is: the first of a list comes (1 + flatness) / flatness times as often as the second.
    public const double Names = 4;
    public const double TagSizes = 1;
    public const double SegmentSizes = 4;
    public const double OrganizationSizes = 12;

    // A person.
    public const double NameFromElsewhere = 0.12;
    public const double Initials = 0.45;
    public const double Salutation = 0.5;
    public const double JobTitle = 0.75;
    public const double CustomerId = 0.6;
    public const double LinkedIn = 0.3;
    public const double Address = 0.7;
    public const double Tracked = 0.2;
    public const double ExternalSource = 0.6;
    public const double Owner = 0.8;
    public const double Deals = 0.4;
    public static readonly double[] EmailAddresses = [0.15, 0.62, 0.18, 0.05];
    public static readonly double[] PhoneNumbers = [0.22, 0.52, 0.2, 0.06];
    public static readonly double[] TagsOfPerson = [0.3, 0.35, 0.2, 0.1, 0.05];
    public static readonly double[] SegmentsOfPerson = [0.4, 0.36, 0.18, 0.06];
    public static readonly double[] OrganizationsOfPerson = [0.15, 0.82, 0.02, 0.01];

    // Of the e-mail addresses of somebody with an organization, of phone numbers.
    public const double EmailAtWork = 0.75;
    public const double SharedEmail = 0.02;
    public const double EmailInCapitals = 0.03;
    public const double Mobile = 0.6;
    public const double Extension = 0.06;
    public const double PhoneTypeTold = 0.15;

    // What becomes of a person later.
    public const double Changed = 0.33;
    public const double ArchivedOfChanged = 0.24;
    public const double Noted = 0.3;
    public static readonly double[] NotesOfNoted = [0, 0.5, 0.22, 0.13, 0.08, 0.05, 0.02];
    public const double Flagged = 0.05;
    public const double Private = 0.03;
    public const int ShortestNote = 40;
    public const int LongestNote = 600;

    // An organization.
    public const double OrganizationContact = 0.7;
    public const double OrganizationAddress = 0.85;
    public const double OrganizationRegistered = 0.5;

    // When people come: of each block, so many in one go within a minute, the others spread over the time until the next block.
    public static readonly DateTimeOffset End = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Begin = End.AddYears(-3);
    public static readonly TimeSpan BurstTime = TimeSpan.FromMinutes(1);
    public const int LargestBurst = 5_000;
    public const double Bursts = 0.3;

    /// <summary>Below 1 more people come each month than the month before.</summary>
    public const double Growth = 0.6;
}
