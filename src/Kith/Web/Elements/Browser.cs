using Microsoft.JSInterop;

namespace Kith.Web;

/// <summary>The functions of <c>wwwroot/scripts</c> in the reader's browser; <c>main.js</c> names them.</summary>
/// <param name="runtime">How they are called.</param>
internal sealed class Browser(IJSRuntime runtime)
{
    /// <summary>Calls a function; does nothing when the browser has gone.</summary>
    public async ValueTask CallAsync(string name, params object?[] arguments)
    {
        try
        {
            await runtime.InvokeVoidAsync($"kith.{name}", arguments);
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    /// <summary>Calls a function and tells what it returned; the default when the browser has gone.</summary>
    public async ValueTask<T?> AskAsync<T>(string name, params object?[] arguments)
    {
        try
        {
            return await runtime.InvokeAsync<T>($"kith.{name}", arguments);
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            return default;
        }
    }
}
