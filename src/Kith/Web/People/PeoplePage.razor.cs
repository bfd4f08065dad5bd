using System.Text.Json.Nodes;
using Kith.Web.Elements;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Kith.Web.People;

/// <summary>The list of people: what it shows is in its address, what is selected in the session.</summary>
public sealed partial class PeoplePage
{
    private readonly Dictionary<string, JsonObject?> _linked = [];
    private Going _going = null!;
    private LongList<JsonObject>? _list;
    private CancellationTokenSource? _reading;
    private IDisposable? _following;
    private IReadOnlyList<JsonObject> _views = [];
    private PeopleQuery _query = PeopleQuery.Everybody;
    private PeopleColumns _columns = PeopleColumns.Usual;
    private PeopleColumns? _remembered;
    private string _country = "";
    private JsonObject? _peeked;
    private string? _view;
    private long? _total;
    private Guid _user;

    [Inject]
    private Api Api { get; set; } = null!;

    [Inject]
    private Browser Browser { get; set; } = null!;

    [Inject]
    private Changes Changes { get; set; } = null!;

    [Inject]
    private CurrentUser CurrentUser { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Selections Selections { get; set; } = null!;

    [Inject]
    private Texts L { get; set; } = null!;

    /// <summary>The view that was chosen, if it is there.</summary>
    private JsonObject? Current => _views.FirstOrDefault(view => view.Text("id") == _view);

    /// <summary>The columns that are shown when none are chosen in the address.</summary>
    private PeopleColumns UsualColumns => Current is { } view ? PeopleColumns.Read(view.Text("columns")) : _remembered ?? PeopleColumns.Usual;

    /// <summary>Whether somebody looks at something else than what was kept.</summary>
    private bool IsChanged => Current is { } view
        ? PeopleQuery.Read(view.Text("query") ?? "").ToAddress() != _query.ToAddress() || _columns != UsualColumns
        : _query.IsNarrowed || _query.Sort.Length > 0 || _query.Archived != ArchivedPeople.Hidden;

    /// <summary>A list with other filters has another selection.</summary>
    private Selection Selected => Selections.Of($"people?{(_query with { Sort = "" }).ToAddress()}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        _following?.Dispose();
        _reading?.Cancel();
        _reading?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _going = new Going(Navigation);
        // At once: what is typed from now on is newer.
        Take(Navigation.Uri);
        if (await CurrentUser.FindAsync() is not { } caller)
            return;
        (_user, _country) = (caller.User, caller.Country);
        Navigation.LocationChanged += Moved;
        if (RendererInfo.IsInteractive)
        {
            _following = Changes.Follow(caller.Tenant, () => InvokeAsync(RefreshAsync));
            if (await Browser.AskAsync<string?>("remembered", "people-columns") is { } remembered)
                _remembered = PeopleColumns.Read(remembered);
        }
        await ReadViewsAsync();
        // Only what views say: who types meanwhile is ahead of the address.
        TakeColumns(Navigation.Uri);
    }

    /// <summary>What is read from now on may be given up, and is read beside the page: several pages of a long list at once.</summary>
    protected override void OnAfterRender(bool firstRender) => _reading ??= new CancellationTokenSource();

    private void Take(string address)
    {
        _query = PeopleQuery.Read(new Uri(address).Query);
        TakeColumns(address);
    }

    private void TakeColumns(string address)
    {
        var values = QueryHelpers.ParseQuery(new Uri(address).Query);
        _view = values.TryGetValue("view", out var view) ? view.ToString() : null;
        _columns = values.TryGetValue("columns", out var columns) ? PeopleColumns.Read(columns) : UsualColumns;
    }

    private void Moved(object? sender, LocationChangedEventArgs moved) => _ = InvokeAsync(async () =>
    {
        // Where this page went by itself is what it shows, or showed before somebody typed on.
        if (_going.WentTo(moved.Location))
            return;
        if (Navigation.ToBaseRelativePath(moved.Location).Split('?', '#')[0] != "people")
            return;
        var (before, columns) = (_query.ToAddress(), _columns);
        Take(moved.Location);
        if (_query.ToAddress() != before && _list is not null)
            await RestartAsync(isReturn: true);
        else if (_columns != columns && _list is not null)
            await _list.RefreshAsync();
        StateHasChanged();
    });

    private async Task SearchAsync(string text)
    {
        if (text.Trim() == _query.Text)
            return;
        _query = _query with { Text = text.Trim() };
        await RestartAsync(shown: () => Navigate(replace: true));
    }

    private async Task GoAsync(PeopleQuery query)
    {
        _query = query;
        Navigate(replace: false);
        await RestartAsync();
    }

    private Task SortAsync(string property)
    {
        var isNow = _query.Order is { } order && order.Property == property;
        var isDescending = isNow ? !_query.Order!.Value.IsDescending : property == "createdAt";
        return GoAsync(_query with { Sort = (isDescending, property, _query.Text) is (false, "familyName", "") ? "" : $"{(isDescending ? "-" : "")}{property}" });
    }

    private async Task ShowColumnsAsync(PeopleColumns columns)
    {
        var isMore = !_columns.Names.SequenceEqual(columns.Names);
        _columns = columns;
        if (Current is null)
        {
            _remembered = columns;
            await Browser.CallAsync("remember", "people-columns", columns == PeopleColumns.Usual ? null : columns.ToString());
        }
        Navigate(replace: true);
        if (isMore)
            await _list!.RefreshAsync();
    }

    private async Task ShowViewAsync(JsonObject? view)
    {
        await ReadViewsAsync();
        Navigation.NavigateTo(view is null ? "people" : ViewTabs.AddressOf(view));
        StateHasChanged();
    }

    private void Navigate(bool replace)
    {
        List<string> parts = [_view is null ? "" : $"view={_view}", _query.ToAddress(), _columns == UsualColumns ? "" : $"columns={_columns}"];
        var query = string.Join('&', parts.Where(part => part.Length > 0));
        _going.To(query.Length > 0 ? $"people?{query}" : "people", replace);
    }

    /// <summary>Shows another list; what was asked for before need not be answered any more.</summary>
    private async Task RestartAsync(bool isReturn = false, Action? shown = null)
    {
        if (_reading is { } before)
        {
            await before.CancelAsync();
            before.Dispose();
        }
        _reading = new CancellationTokenSource();
        await _list!.RestartAsync(isReturn, shown);
    }

    private async Task RefreshAsync()
    {
        await ReadViewsAsync();
        if (_list is not null)
            await _list.RefreshAsync();
        if (_peeked is { } peeked && await Api.GetAsync(peeked.Iri) is var answer && ReferenceEquals(peeked, _peeked))
            _peeked = answer.Succeeded ? answer.Json : null;
        StateHasChanged();
    }

    /// <summary>Shows somebody beside the list, or no longer.</summary>
    private Task PeekAsync(JsonObject person)
    {
        if (_peeked?.Iri == person.Iri)
            return ClosePeekAsync();
        _peeked = person;
        return Task.CompletedTask;
    }

    private async Task ClosePeekAsync()
    {
        var id = _peeked?.Text("id");
        _peeked = null;
        await Browser.CallAsync("focusSoon", $"[data-row='{id}'] [data-open]");
    }

    private async Task ReadViewsAsync()
    {
        var views = new List<JsonObject>();
        for (var page = 1; ; page++)
        {
            if (await Api.GetAsync($"/views?page={page}&itemsPerPage={Query.MaximumItemsPerPage}") is not { Succeeded: true, Members: var members })
                return;
            views.AddRange(members);
            if (members.Count < Query.MaximumItemsPerPage)
                break;
        }
        _views = [.. views.Where(view => view.Text("list") == Views.View.People).OrderBy(view => view.Number("sequence") ?? long.MaxValue)];
    }

    private async Task<(IReadOnlyList<JsonObject> Items, long? Total)> ReadAsync(long page, int size, bool isPartial)
    {
        try
        {
            var answer = await Api.GetAsync($"/people?page={page}&itemsPerPage={size}{(isPartial ? "&partial=true" : "")}&{_query.ToApi(_user)}", _reading?.Token ?? default);
            if (answer.Succeeded)
                await LinkAsync(answer.Members);
            return (answer.Members, answer.Succeeded ? answer.Total : null);
        }
        catch (OperationCanceledException)
        {
            // The list shows something else by now.
            return ([], null);
        }
    }

    /// <summary>Reads what the shown columns point at; what was known before is shown until then.</summary>
    private async Task LinkAsync(IReadOnlyList<JsonObject> people)
    {
        foreach (var (property, collection) in ((string, string)[])[("tags", "/tags"), ("organizations", "/organizations")])
        {
            var iris = people.SelectMany(person => person.Texts(property)).Distinct().ToList();
            if (!_columns.Names.Contains(property) || iris.Count == 0)
                continue;
            await Titles.FindManyAsync(collection, iris);
            foreach (var iri in iris)
                _linked[iri] = await Titles.FindAsync(iri);
        }
        foreach (var (column, collection) in ((string, string)[])[("segments", "/segments"), ("owner", "/users")])
        {
            if (!_columns.Names.Contains(column))
                continue;
            foreach (var item in await Titles.AllAsync(collection))
                _linked[item.Iri] = item;
        }
    }

    private static string IdOf(JsonObject person) => person.Text("id")!;

    private JsonObject? Linked(string iri) => _linked.GetValueOrDefault(iri);

    private async Task SelectAsync(long index, string id, bool isRange)
    {
        var isSelected = !Selected.Has(id);
        if (isRange && Selected.Anchor is { } anchor)
        {
            foreach (var person in await _list!.RangeAsync(Math.Min(anchor, index), Math.Max(anchor, index)))
                Selected.Set(IdOf(person), isSelected: true);
        }
        else
        {
            Selected.Set(id, isSelected);
        }
        Selected.Anchor = index;
    }

    /// <summary>Those in view; pressed again, nobody.</summary>
    private async Task SelectSeenAsync()
    {
        if (!Selected.IsEmpty)
        {
            Selected.Clear();
            return;
        }
        foreach (var person in await _list!.SeenAsync())
            Selected.Set(IdOf(person), isSelected: true);
    }
}
