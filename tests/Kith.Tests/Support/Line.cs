using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kith.Tests.Support;

/// <summary>A line to a port of this machine that can be cut and mended.</summary>
internal sealed class Line : IAsyncDisposable
{
    private volatile int _to;
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting = Task.CompletedTask;

    public Line(int to)
    {
        _to = to;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Where it begins.</summary>
    public int Port { get; }

    /// <summary>Ends every connection and takes no new one.</summary>
    public async Task CutAsync()
    {
        _listener.Stop();
        await _accepting;
        while (_ends.TryTake(out var end))
            end.Close();
    }

    /// <summary>Leads to another port from the next connection on.</summary>
    public void LeadTo(int port) => _to = port;

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync(CancellationToken.None);
                var far = new TcpClient { NoDelay = true };
                near.NoDelay = true;
                await far.ConnectAsync(IPAddress.Loopback, _to, CancellationToken.None);
                _ends.Add(near);
                _ends.Add(far);
                _ = PassAsync(near, far);
                _ = PassAsync(far, near);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was cut.
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was cut.
        }
        finally
        {
            to.Close();
        }
    }
}
