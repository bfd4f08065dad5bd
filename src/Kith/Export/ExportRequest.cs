using Kith.People;
using Microsoft.Net.Http.Headers;

namespace Kith.Export;

/// <summary>What somebody wants to have.</summary>
/// <param name="Format">In which form.</param>
/// <param name="Query">Whom, and in which order.</param>
/// <param name="Columns">The names of the properties, in their order.</param>
internal sealed record ExportRequest(ExportFormat Format, Query Query, IReadOnlyList<string> Columns)
{
    public const string FormatParameter = "format", ColumnsParameter = "columns";

    /// <summary>The id, which no declaration has.</summary>
    public const string Id = "id";

    /// <summary>Reads it, or says which parameter cannot be understood.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="otherwise">The format when none is named; null when it must be.</param>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="authority">Host and port of the request, for IRIs that are whole URLs.</param>
    public static Outcome<ExportRequest> Read(QueryString parameters, ExportFormat? otherwise, Caller caller, string authority)
    {
        var format = parameters[FormatParameter] is { } named ? ExportFormat.Named(named.Scalar ?? "") : otherwise;
        if (format is null)
            return Problem.BadParameter(FormatParameter, $"expected one of {string.Join(", ", ExportFormat.All.Select(known => known.Name))}.");
        var columns = ColumnsOf(format);
        if (parameters[ColumnsParameter] is { } chosen)
        {
            var names = (chosen.Scalar is { } list ? list.Split(',') : chosen.List.SelectMany(some => some.Split(','))).Select(name => name.Trim()).Distinct().ToList();
            if (chosen.Map.Count > 0 || names.Count == 0 || names.Exists(name => !columns.Contains(name)))
                return Problem.BadParameter(ColumnsParameter, $"expected some of {string.Join(", ", columns)}, with commas between them.");
            columns = names;
        }
        return Query.ReadWhole(Person.Resource, parameters, caller, authority).Succeeded(out var query, out var problem) ? new ExportRequest(format, query, columns) : problem;
    }

    /// <summary>The format that an <c>Accept</c> names, where it does: "anything" names none.</summary>
    public static ExportFormat? AcceptedBy(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)
            || !ranges.Any(range => ExportFormat.All.Any(format => range.MediaType.Equals(format.MediaType, StringComparison.OrdinalIgnoreCase))))
        {
            return null;
        }
        return Negotiation.Choose(request, [.. ExportFormat.All.Select(format => format.MediaType)]).Succeeded(out var type, out _)
            ? ExportFormat.All.First(format => format.MediaType == type)
            : null;
    }

    /// <summary>The properties that a format can hold, as they are declared: what is kept of a person and shown, and in cards the picture.</summary>
    public static IReadOnlyList<string> ColumnsOf(ExportFormat format) =>
    [
        Id, .. Person.Resource.Fields
            .Where(field => field.IsStored && (field.Direction != Direction.WriteOnly || (format == ExportFormat.Cards && field.Name == PersonCard.Picture)))
            .Select(field => field.Name),
    ];
}
