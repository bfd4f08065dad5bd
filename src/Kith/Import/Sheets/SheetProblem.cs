using System.Text.Json.Nodes;
using Kith.VCards;

namespace Kith.Import.Sheets;

/// <summary>What is said of files that cannot be read: what they are, and what to do.</summary>
internal static class SheetProblem
{
    /// <summary>415: not a file of people at all.</summary>
    public static Problem Unsupported(string what) => new(415, $"The file is {what}. Send a CSV, XLSX or vCard file.");

    /// <summary>415: people may be in it, but not in a form that is read here.</summary>
    public static Problem Unsupported(string what, string remedy) => new(415, $"The file is {what}. {remedy}");

    /// <summary>413: more than is read.</summary>
    public static Problem TooLarge(string message) => new(413, message);

    /// <summary>422: the file as a whole is broken.</summary>
    public static Problem Broken(string message) => Problem.Unprocessable("file", message, ViolationCodes.Form);

    /// <summary>422: broken at a row, by the number that the program that shows the file gives it.</summary>
    public static Problem Broken(long row, string message, string code = ViolationCodes.Form) =>
        Problem.Unprocessable("file", $"Row {row}: {message}", code) with { Extensions = At(row) };

    /// <summary>422: broken at a card, which is the row, and whose line the message has.</summary>
    public static Problem BrokenCard(VCardError error) => Problem.Unprocessable("file", error.Message, ViolationCodes.Form) with { Extensions = At(error.Card) };

    /// <summary>What a problem says of where it is.</summary>
    public static JsonObject At(long row) => new() { ["row"] = row };

    public static Problem TooManyColumns(long row) =>
        Broken(row, $"There are more than {SheetLimits.Columns:N0} columns. Is the delimiter right?", ViolationCodes.TooMany);

    public static Problem TooManyRows() =>
        TooLarge($"The file has more than {SheetLimits.Rows:N0} rows. Split it into several files.");

    public static Problem TooLongCell(long row) =>
        Broken(row, $"A cell is longer than {SheetLimits.Cell:N0} characters.", ViolationCodes.TooLong);
}
