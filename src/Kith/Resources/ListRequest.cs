using System.Text.Json.Nodes;
using Kith.Access;

namespace Kith.Resources;

/// <summary>What a request for a page of a collection asks for, checked.</summary>
/// <param name="Resource">What is listed.</param>
/// <param name="Format">The form of the answer.</param>
/// <param name="Parameters">The query string.</param>
/// <param name="Query">What it was understood as.</param>
internal sealed record ListRequest(Resource Resource, Format Format, QueryString Parameters, Query Query)
{
    /// <summary>Reads it; a 400 names the parameter that cannot be understood, a 406 the forms that there are.</summary>
    public static Outcome<ListRequest> Read(HttpContext context, Resource resource, KeyCaller caller) =>
        Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
        && QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
        && Query.Read(resource, parameters, caller, context.Request.Host.Value ?? "").Succeeded(out var query, out problem)
            ? new ListRequest(resource, format, parameters, query)
            : problem;

    /// <summary>The page that was asked for.</summary>
    /// <param name="collection">The IRI of the collection, without query.</param>
    /// <param name="total">How many members there are on all pages; it need not be known when only the page was asked for.</param>
    public CollectionPage PageOf(string collection, long? total) => new(Resource, collection, Parameters, Query, total);

    /// <summary>The answer with members that are not kept as documents.</summary>
    /// <param name="collection">The IRI of the collection, without query.</param>
    /// <param name="total">How many members there are on all pages.</param>
    /// <param name="members">Those of the page.</param>
    /// <param name="toJson">A member as it is answered.</param>
    public Answer Answer<T>(string collection, long total, IReadOnlyList<T> members, Func<T, JsonObject> toJson) =>
        PageOf(collection, total).ToAnswer(members, 0, (buffer, member) =>
        {
            using var writer = Json.Writer(buffer);
            toJson(member).WriteTo(writer);
        }, Format);
}
