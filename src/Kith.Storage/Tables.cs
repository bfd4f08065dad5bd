using System.Security.Cryptography;
using System.Text;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>The tables of one resource, derived from its declaration: documents with index columns, links, identifiers, search.</summary>
internal sealed class Tables
{
    private readonly Engine _engine;

    public Tables(Resource resource, Engine engine)
    {
        _engine = engine;
        Resource = resource;
        Columns = [.. resource.Fields.Where(IsColumn)];
        IdentifierFields = [.. resource.Fields.Where(field => IdentifiersOf(field).Any())];
        Documents = new Name(resource.Table);
        Search = new Name($"{resource.Table}_search");
        Identifiers = new Name($"{resource.Table}_identifiers");
    }

    /// <summary>The column of the revision that created a document.</summary>
    public static Name FirstRevision => new("first_revision");

    public Resource Resource { get; }

    /// <summary>The properties that have a column of their own, to filter, order or find by.</summary>
    public IReadOnlyList<Field> Columns { get; }

    /// <summary>The properties that hold identifiers, directly or in their parts.</summary>
    public IReadOnlyList<Field> IdentifierFields { get; }

    /// <summary>Whether it is found by identifiers at all.</summary>
    public bool HasIdentifiers => IdentifierFields.Count > 0 || Resource.Identifiers.Count > 0;

    public Name Documents { get; }

    public Name Search { get; }

    /// <summary>What the search table knows: pieces of three characters.</summary>
    public Name SearchTerms => new($"{Search.Text}_terms");

    public Name Identifiers { get; }

    /// <summary>What <see cref="IndexFingerprint"/> is kept under.</summary>
    public Name Indexes => new($"{Documents.Text}_indexes");

    /// <summary>An index of all rows with those of their columns that are short; null where there is none.</summary>
    public Name? Narrow => Resource.Parent is null && NarrowColumns.Any() && _engine.HasNarrowIndex ? new Name($"{Documents.Text}_narrow") : null;

    /// <summary>A view with one column per property, for reports.</summary>
    public Name Report => new($"{Documents.Text}_report");

    public Name Links(LinksField field) => Links(Resource, field);

    public static Name Links(Resource resource, LinksField field) => new($"{resource.Table}_{SnakeCase(field.Name)}");

    /// <summary>The column of a property; of a list, it says whether the list holds anything.</summary>
    public static Name Column(Field field) => new(SnakeCase(IsPresence(field) ? $"has_{field.Name}" : field.Name));

    /// <summary>Whether the column of a property says no more than that there is something, 1, or nothing, 0.</summary>
    public static bool IsPresence(Field field) => field is LinksField or PartsField;

    public static IEnumerable<TextField> IdentifiersOf(Field field) => field switch
    {
        TextField { Identifier: not null } text => [text],
        PartsField parts => parts.Parts.SelectMany(IdentifiersOf),
        _ => [],
    };

    /// <summary>Changes whenever what an earlier declaration derived from documents would differ from what this one derives.</summary>
    public string Fingerprint => Hash(
        $"{Folding.Version}\n{IndexEntry.SearchTextVersion}\n{CreateTable()}\n{string.Join(',', KeyedTables().Select(table => table.Text))}\n{Resource.HasSearch}\n{string.Join(',', SearchedNames())}");

    /// <summary>Changes whenever there are other indexes over the same.</summary>
    public string IndexFingerprint => Hash(string.Join('\n', CreateIndexes()));

    /// <summary>Changes whenever the view does; nothing is derived from it.</summary>
    public string ReportFingerprint => Hash(CreateReport());

    public string CreateTable() => _engine.DocumentsTable(Documents.Text, [.. Columns.Select(field => $"{Column(field).Text} {TypeOf(field)}")]);

    /// <summary>What is added to a table that an earlier declaration made.</summary>
    public IEnumerable<string> AddColumns(IReadOnlyCollection<string> present) => Columns
        .Select(field => (Name: Column(field).Text, Type: TypeOf(field)))
        .Append((Name: FirstRevision.Text, Type: _engine.Types.Number))
        .Where(column => !present.Contains(column.Name))
        .Select(column => $"alter table {Documents.Text} add column {column.Name} {column.Type};");

    public IEnumerable<string> CreateIndexes()
    {
        var table = Documents.Text;
        if (Resource.Parent is { } parent)
        {
            var order = Resource.DefaultOrder.Select(key => $"{Column(key.Field).Text}{_engine.Direction(key.IsDescending)}");
            yield return $"create index if not exists {table}_of_parent on {table} (tenant_id, {string.Join(", ", [Column(parent).Text, .. order, "id"])});";
        }
        foreach (var field in Columns)
        {
            if (IndexOf(field) is not { } index)
                continue;
            var column = Column(field).Text;
            var condition = field is RelationField ? $" where {column} is not null" : "";
            var beside = string.Concat(Beside(field).Select(other => $", {Column(other).Text}"));
            yield return $"create index if not exists {index.Text} on {table} (tenant_id, {column}{_engine.Direction(isDescending: false)}, id{beside}){condition};";
        }
        if (Narrow is { } narrow)
            yield return $"create index if not exists {narrow.Text} on {table} (tenant_id, id, {string.Join(", ", NarrowColumns.Select(column => Column(column).Text))});";
        foreach (var links in Resource.LinkLists)
            yield return CreateKeyedTable(Links(links), ("target_id", _engine.Types.Id), ("source_id", _engine.Types.Id));
        if (HasIdentifiers)
            yield return CreateKeyedTable(Identifiers, ("kind", _engine.Types.Text), ("value", _engine.Types.Text), ("source_id", _engine.Types.Id));
        if (Resource.IsFoundAcrossTenants)
            yield return $"create index if not exists {Identifiers.Text}_of_all on {Identifiers.Text} (kind, value);";
        if (Resource.HasSearch)
            yield return _engine.SearchIndex(table);
    }

    /// <summary>The index over a column of the documents; null where there is none.</summary>
    public Name? IndexOf(Field field) =>
        Columns.Contains(field) && (field is RelationField and not ParentField || Resource.Parent is null) ? new Name($"{Documents.Text}_by_{Column(field).Text}") : null;

    /// <summary>
    /// The moments that the index of an order has beside it: lists are often of those alone who have one, or have none, and a walk in that
    /// order then tells them apart without a look at documents.
    /// </summary>
    public IEnumerable<Field> Beside(Field field) => field.Filters.Any(static filter => filter is OrderFilter)
        ? Columns.Where(other => other != field && other is InstantField && other.IsFilteredByExistence)
        : [];

    /// <summary>The indexes that have the same name whatever their columns.</summary>
    public IEnumerable<Name> Varying => Columns.Where(column => Beside(column).Any()).Select(IndexOf).Append(Narrow).OfType<Name>();

    /// <summary>What follows a key in an order.</summary>
    public Name Direction(bool isDescending) => new(_engine.Direction(isDescending));

    /// <summary>The tables that tell what documents are found by: links and identifiers.</summary>
    public IEnumerable<Name> KeyedTables() => Resource.LinkLists.Select(Links).Concat(HasIdentifiers ? [Identifiers] : []);

    /// <summary>What finds the rows of a document in those tables: of use only while indexes are made again.</summary>
    public IEnumerable<(string Create, string Drop)> SourceIndexes() => KeyedTables().Select(table => (
        $"create index if not exists {table.Text}_by_source on {table.Text} (tenant_id, source_id);",
        $"drop index if exists {table.Text}_by_source;"));

    /// <summary>A table whose columns, led by the tenant, are its key.</summary>
    private string CreateKeyedTable(Name table, params IReadOnlyList<(string Name, string Type)> columns) => $"""
        create table if not exists {table.Text} (
            tenant_id {_engine.Types.Number} not null references tenants (id),
            {string.Concat(columns.Select(column => $"{column.Name} {column.Type} not null,\n    "))}primary key (tenant_id, {string.Join(", ", columns.Select(column => column.Name))})
        ){_engine.KeyedTable};
        """;

    /// <summary>A view with one column per property, for reports.</summary>
    public string CreateReport()
    {
        var columns = Resource.Fields.Where(field => field.IsStored)
            .Select(field => $"    document ->> '{field.Name}' as {SnakeCase(field.Name)}");
        return $"""
            drop view if exists {Report.Text};
            create view {Report.Text} as select
                tenant_id,
                document ->> 'id' as id,
            {string.Join(",\n", columns)}
            from {Documents.Text};
            """;
    }

    private IEnumerable<Field> NarrowColumns => Columns.Where(static column => column is not TextField);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private IEnumerable<string> SearchedNames() => Resource.Fields.SelectMany(SearchFilter.FieldsOf)
        .Select(field => field is LinksField links ? $"{links.Name}.{links.SearchedBy}" : field.Name)
        .Concat(IdentifierFields.Select(field => $"{field.Name}:{string.Join('+', IdentifiersOf(field).Select(text => $"{text.Identifier!.Name} {text.Identifier.Version}"))}"))
        .Concat(Resource.Identifiers.Select(identifier => $"{identifier.Kind} {identifier.Version}"));

    private static bool IsColumn(Field field) => field is RelationField or TextField { IsIndexed: true } or InstantField { IsIndexed: true } or BooleanField { IsIndexed: true }
        || (IsPresence(field) && field.IsFilteredByExistence);

    private string TypeOf(Field field) => field switch
    {
        RelationField => _engine.Types.Id,
        TextField => _engine.Types.Text,
        _ => _engine.Types.Number,
    };

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
