using Kith.Import;
using Kith.Import.Mapping;

namespace Kith.Web.Imports;

/// <summary>What imports are called on pages.</summary>
/// <param name="L">The language.</param>
internal sealed class ImportWords(Texts L)
{
    private static readonly string[] Order = ["Name", "How to reach them", "Where they live", "Work", "In your CRM", "Deals", "Anything else"];

    /// <summary>What a column can become, in groups that people look for it in.</summary>
    public static readonly IReadOnlyList<(string Title, IReadOnlyList<Target> Targets)> Groups =
        [.. Target.All.GroupBy(GroupOf).OrderBy(group => Array.IndexOf(Order, group.Key)).Select(group => (group.Key, (IReadOnlyList<Target>)[.. group]))];

    /// <summary>Why something becomes of a row, as the API says it.</summary>
    private static readonly string[] Reasons =
        ["nobody is there who could be updated", "the person is there already", "chosen by hand", "the same row was imported before", "same name", "one given name is a form of the other"];

    private static readonly string[] ReasonsWithValue =
        ["same e-mail address {0}", "same phone number {0}", "same LinkedIn id {0}", "same customer id {0}", "another family name, {0}", "another given name, {0}"];

    /// <summary>The name of a step.</summary>
    public string Step(ImportStep step) => step switch
    {
        ImportStep.File => L["File"],
        ImportStep.Options => L["What to do"],
        ImportStep.Columns => L["Columns"],
        ImportStep.Check => L["Check"],
        ImportStep.Run => L["Run"],
        _ => L["Result"],
    };

    /// <summary>How far an import is.</summary>
    public string ImportState(string state) => state switch
    {
        FileImport.Staged => L["Not run yet"],
        FileImport.Running => L["Running"],
        FileImport.Done => L["Done"],
        FileImport.Cancelled => L["Cancelled"],
        FileImport.Failed => L["Failed"],
        FileImport.Undoing => L["Being undone"],
        FileImport.Undone => L["Undone"],
        _ => state,
    };

    /// <summary>The look of a state of an import.</summary>
    public static string ImportBadge(string state) => state switch
    {
        FileImport.Done => "badge good",
        FileImport.Failed => "badge problem",
        FileImport.Cancelled or FileImport.Running or FileImport.Undoing => "badge warning",
        _ => "badge",
    };

    /// <summary>What becomes of a row.</summary>
    public string RowState(string state) => state switch
    {
        RowStates.Staged => L["Not looked at yet"],
        RowStates.Create => L["Create"],
        RowStates.Update => L["Update"],
        RowStates.Same or RowStates.Unchanged => L["Unchanged"],
        RowStates.Duplicate => L["Duplicate in file"],
        RowStates.Conflict => L["Conflict"],
        RowStates.Error => L["Error"],
        RowStates.Skipped => L["Skipped"],
        RowStates.Dropped => L["Dropped"],
        RowStates.Created => L["Created"],
        RowStates.Updated => L["Updated"],
        _ => state,
    };

    /// <summary>The look of the state of a row.</summary>
    public static string RowBadge(string state) => state switch
    {
        RowStates.Create or RowStates.Created => "good",
        RowStates.Conflict => "warning",
        RowStates.Error => "problem",
        _ => "",
    };

    /// <summary>What people are recognised by.</summary>
    public string Match(string match) => match switch
    {
        "email" => L["E-mail address"],
        "phone" => L["Phone number"],
        "linkedinId" => L["LinkedIn profile"],
        "customerId" => L["Customer id"],
        "externalId" => L["Customer id together with where it is from"],
        _ => L.Property(match),
    };

    /// <summary>What a column becomes.</summary>
    public string TargetTitle(string target) => target switch
    {
        Target.FullName => L["Full name"],
        Target.PhoneType => L["Kind of phone number"],
        Target.Note => L["A line in a note"],
        Target.Photo => L["Picture"],
        _ => L.Property(target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..]),
    };

    /// <summary>How a value meets what is there.</summary>
    public string Mode(ColumnMode mode) => mode switch
    {
        ColumnMode.Fill => L["Only where it is empty"],
        ColumnMode.Overwrite => L["Replace what is there"],
        ColumnMode.Append => L["Add to what is there"],
        _ => L["Do not import"],
    };

    /// <summary>Why something is so, in the words of the API, and in the language of who reads where these are known.</summary>
    public string Reason(string reason)
    {
        if (Reasons.Contains(reason))
            return L[reason];
        var known = ReasonsWithValue.FirstOrDefault(text => reason.StartsWith(text[..^"{0}".Length], StringComparison.Ordinal));
        return known is null ? reason : L[known, reason[(known.Length - "{0}".Length)..]];
    }

    /// <summary>The title of a group of targets.</summary>
    public string Group(string title) => L[title];

    private static string GroupOf(Target target) => target.Name switch
    {
        Target.FullName or "givenName" or "additionalName" or "familyName" or "initials" or "honorificPrefix" => "Name",
        Target.EmailAddresses or Target.PhoneNumbers or Target.PhoneType or "linkedinId" => "How to reach them",
        "jobTitle" or Target.Organizations => "Work",
        Target.Tags or Target.Segments or Target.Owner or "customerId" or "externalSource" or "archivedAt" or "isTracked" => "In your CRM",
        _ when target.Name.StartsWith("address.", StringComparison.Ordinal) => "Where they live",
        _ when target.Name.Contains("deal", StringComparison.OrdinalIgnoreCase) => "Deals",
        _ => "Anything else",
    };
}
