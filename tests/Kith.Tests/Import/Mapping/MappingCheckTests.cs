using Kith.Import.Mapping;

namespace Kith.Tests.Import.Mapping;

[Trait("Engine", "sqlite")]
public sealed class MappingCheckTests
{
    [Theory]
    [InlineData("jobTitle", nameof(ColumnMode.Append), null, "does not take the mode append")]
    [InlineData("shoeSize", nameof(ColumnMode.Fill), null, "There is no target “shoeSize”")]
    [InlineData("phoneNumbers.phoneType", nameof(ColumnMode.Append), null, "say which one")]
    [InlineData("phoneNumbers.phoneType", nameof(ColumnMode.Append), "Name", "say which one")]
    [InlineData("address.street", nameof(ColumnMode.Fill), "Name", "say which one")]
    [InlineData("jobTitle", nameof(ColumnMode.Fill), "Phone", "belongs to no other column")]
    [InlineData("phoneNumbers.phoneType", nameof(ColumnMode.Append), "Phone", null)]
    [InlineData("phoneNumbers.phoneType", nameof(ColumnMode.Skip), null, null)]
    public void A_mapping_that_makes_no_sense_is_told(string target, string mode, string? of, string? problem)
    {
        var mappings = new Dictionary<string, ColumnMapping>
        {
            ["A"] = new(target, Enum.Parse<ColumnMode>(mode), of), ["Phone"] = new("phoneNumbers", ColumnMode.Append), ["Name"] = new("fullName", ColumnMode.Fill),
        };

        var problems = MappingCheck.ProblemsOf(["A", "Phone", "Name"], mappings);

        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, Assert.Single(problems).Message, StringComparison.Ordinal);
    }
}
