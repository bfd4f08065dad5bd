using System.Text.RegularExpressions;

namespace Kith.Tests.Documentation;

/// <summary>What docs/operating.md says of settings, beside their declarations and what the code reads.</summary>
public sealed partial class SettingsTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Example.Folder, "..", ".."));

    [Fact]
    public void The_table_says_what_is_declared()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs", "operating.md")).Where(line => line.StartsWith("| `KITH_", StringComparison.Ordinal));

        Assert.Equal(Settings.All.Select(RowOf), rows);
    }

    [Fact]
    public void Every_variable_in_the_code_is_declared()
    {
        var named = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => match.Value)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(Settings.All.Select(setting => setting.Name).Order(StringComparer.Ordinal), named);
    }

    [Fact]
    public void Every_option_is_one_of_the_command_line()
    {
        var options = Kith.Cli.CommandLine.Create().Options.Select(option => option.Name);

        Assert.Empty(Settings.All.Select(setting => setting.Option).OfType<string>().Except(options));
    }

    private static string RowOf(Setting setting) =>
        string.Join(" |", new[] { "", Code(setting.Name), Code(setting.Option), Code(setting.Default), Text(setting.Unit), Text(setting.Meaning), "" })[1..];

    private static string Code(string? text) => text is null ? "" : $" `{text}`";

    private static string Text(string? text) => text is null ? "" : $" {text}";

    [GeneratedRegex("KITH_[A-Z_]+", RegexOptions.None, 1000)]
    private static partial Regex Variable();
}
