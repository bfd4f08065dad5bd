using System.Diagnostics;
using Kith.Tests.Support;

namespace Kith.Tests.Cli;

/// <summary>What a command said and how it ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    public Ended Is(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"expected exit code {exitCode}, got {ExitCode}: {Output}{Errors}");
        Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>The real executable over a database of its own.</summary>
internal sealed class KithProcess : IAsyncDisposable
{
    public const string ChosenKey = "a-key-that-the-operator-chose-for-tests";

    private const string Serving = "Kith serves ";

    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "kith");

    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private KithProcess(Process process, Task<string> errors, string address, string? firstKey)
    {
        _process = process;
        _errors = errors;
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        FirstKey = firstKey;
        Address = address;
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public string Address { get; }

    /// <summary>The key that was printed at the start; null when none was.</summary>
    public string? FirstKey { get; }

    /// <summary>Runs a command, its words with spaces between them, to its end.</summary>
    public static Task<Ended> RunAsync(TestDatabase database, string arguments, params (string Name, string Value)[] environment) =>
        EndAsync(Start(database.Arguments, arguments, environment));

    /// <summary>Runs a command that reads a text from standard input.</summary>
    public static async Task<Ended> RunWithInputAsync(TestDatabase database, string arguments, string input)
    {
        var process = Start(database.Arguments, arguments, [], readsInput: true);
        var ended = EndAsync(process);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await ended;
    }

    /// <summary>Runs a command on a database that may not be there.</summary>
    public static Task<Ended> RunElsewhereAsync(string arguments, params string[] database) => EndAsync(Start(database, arguments, []));

    /// <summary>Runs a command and interrupts it, as Ctrl+C does, when something has happened.</summary>
    public static async Task<Ended> InterruptAsync(TestDatabase database, string arguments, Func<Task, Task> happened)
    {
        var process = Start(database.Arguments, arguments, []);
        var id = process.Id;
        var ended = EndAsync(process);
        await happened(ended);
        using var signal = Process.Start("kill", ["-INT", $"{id}"]);
        await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await ended;
    }

    /// <summary>Runs a command that reads standard input, and interrupts it when it has read some: its input never ends.</summary>
    public static async Task<Ended> InterruptAfterInputAsync(TestDatabase database, string arguments)
    {
        var process = Start(database.Arguments, arguments, [], readsInput: true);
        var (id, input, ended) = (process.Id, process.StandardInput, EndAsync(process));
        // More than a pipe holds: some of it was read when all of it is written.
        await input.WriteAsync(new string('x', 1 << 20));
        await input.FlushAsync(TestContext.Current.CancellationToken);
        using var signal = Process.Start("kill", ["-INT", $"{id}"]);
        await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await ended;
    }

    private static async Task<Ended> EndAsync(Process started)
    {
        using var process = started;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ended(process.ExitCode, output, await errors);
    }

    /// <summary>Serves on a free port, and returns when it does.</summary>
    public static async Task<KithProcess> ServeAsync(
        TestDatabase database, string? key = ChosenKey, string command = "serve", string urls = "http://127.0.0.1:0", params (string Name, string Value)[] environment)
    {
        var process = Start(database.Arguments, $"{command} --urls {urls}", key is null ? environment : [("KITH_BOOTSTRAP_API_KEY", key), .. environment]);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(line);
        }
        while (!line.Contains(Serving, StringComparison.Ordinal));
        string? firstKey = null;
        if (key is null && (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))?.Split(": ") is [.., var printed])
            firstKey = printed;
        return new KithProcess(process, errors, line[(line.IndexOf(Serving, StringComparison.Ordinal) + Serving.Length)..].Split(' ')[0], firstKey);
    }

    public async Task<int> GetAsync(string path, string key) => (await ReadAsync(path, key)).Status;

    public async Task<(int Status, string Body)> ReadAsync(string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-API-KEY", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a request with the key that the operator chose.</summary>
    public Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers) =>
        SendContentAsync(method, path, body is null ? null : Client.Body(body, method == HttpMethod.Patch ? MediaTypes.MergePatch : MediaTypes.Json), headers);

    /// <summary>Sends a body of any kind with the key that the operator chose.</summary>
    public async Task<Reply> SendContentAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "X-API-KEY", ChosenKey } }, Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await AnswerAsync(request);
        return new Reply(
            $"{method} {path}", (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What the server answered. Where it is gone without having been asked to end, what it said last is the cause.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        try
        {
            return await _http.SendAsync(request, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException exception)
        {
            await Task.WhenAny(_process.WaitForExitAsync(CancellationToken.None), Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
            throw new HttpRequestException(_process.HasExited ? $"The server ended with {_process.ExitCode}: {await _errors}" : "The server runs.", exception);
        }
    }

    /// <summary>Creates a person and gives the id, or null when the server was gone before it answered.</summary>
    public async Task<Guid?> CreatePersonAsync(string familyName)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/people")
            {
                Content = Client.Body($$"""{"familyName":"{{familyName}}"}""", MediaTypes.Json),
                Headers = { { "X-API-KEY", ChosenKey } },
            };
            using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(201, (int)response.StatusCode);
            return Iri.IdOf(response.Headers.Location!.ToString());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Uploads a picture and gives the signed link to it.</summary>
    public async Task<string> UploadAsync(byte[] picture)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "file", "a.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/media_objects") { Content = form, Headers = { { "X-API-KEY", ChosenKey }, { "Accept", MediaTypes.Json } } };
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
        var created = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return new Uri(new Uri(Address), created["contentUrl"]!.GetValue<string>()).PathAndQuery;
    }

    public Task<byte[]> DownloadAsync(string path) => _http.GetByteArrayAsync(path, TestContext.Current.CancellationToken);

    /// <summary>The most memory that it has had, in MiB.</summary>
    public long MostMemory => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture) / 1024;

    /// <summary>What a power button does, as far as the process is concerned.</summary>
    public void KillHard() => _process.Kill();

    /// <summary>Asks it to end, as an operator would, and gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await TerminateAsync();
        return await EndAsync();
    }

    /// <summary>Asks it to end.</summary>
    public async Task TerminateAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end and gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, and gives the lines that it wrote since it began to serve.</summary>
    public async Task<IReadOnlyList<string>> StopAndReadAsync()
    {
        Assert.Equal(0, await StopAsync());
        return $"{await _output}{await _errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static Process Start(IReadOnlyList<string> database, string arguments, (string Name, string Value)[] environment, bool readsInput = false)
    {
        var start = new ProcessStartInfo(Executable, [.. arguments.Split(' '), .. database]) { UseShellExecute = false, RedirectStandardInput = readsInput, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KITH_RATE_LIMIT"] = "0";
        start.Environment.Remove("KITH_BOOTSTRAP_API_KEY");
        // What the tests themselves are told is no setting of Kith.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("KITH_TEST_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
