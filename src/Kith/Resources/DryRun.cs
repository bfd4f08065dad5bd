using System.Text.Json.Nodes;

namespace Kith.Resources;

/// <summary>The parameter that asks what would happen, and nothing more.</summary>
internal static class DryRun
{
    private const string Name = "dryRun";

    /// <summary>Its documentation.</summary>
    public static ParameterDescription Parameter(string description) => new(Name, Name, description, new JsonObject { ["type"] = "boolean", ["default"] = false });

    /// <summary>Whether it was asked for.</summary>
    public static Outcome<bool> Read(QueryString parameters) => parameters[Name] switch
    {
        null => false,
        { Scalar: "true" or "1" or "" } => true,
        { Scalar: "false" or "0" } => false,
        _ => Problem.BadParameter(Name, "expected true or false."),
    };
}
