using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Access;

/// <summary>
/// Makes guessing passwords slow without letting anybody lock others out: pauses grow with the failures of an account from one
/// address of the network, of an address, and of an account from anywhere. The last of these does not hold up an address from which
/// the account is signed in already. An account that does not exist is counted like any other.
/// </summary>
internal sealed class SignInAttempts(Database database)
{
    private static readonly Limit OfAccountFromAddress = new("account and address", 5, TimeSpan.FromMinutes(15));
    private static readonly Limit OfAddress = new("address", 50, TimeSpan.FromMinutes(15));
    private static readonly Limit OfAccount = new("account", 50, TimeSpan.FromMinutes(5));

    /// <summary>Failures are forgotten when none has come for so long.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>Counts an attempt, as if it failed, before the password is looked at: many at once are counted like one after the other.</summary>
    /// <param name="email">The address, in its normal form.</param>
    /// <param name="address">Where the attempt comes from.</param>
    /// <param name="isKnown">Whether the account is signed in there already.</param>
    /// <returns>How many seconds to wait first; 0 when the password may be looked at.</returns>
    public ValueTask<long> BeginAsync(string email, string? address, bool isKnown)
    {
        var now = database.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var forgotten = now - (long)Memory.TotalMilliseconds;
        var counted = SubjectsOf(email, address, isKnown);
        return database.WriteBesideAsync(async session =>
        {
            foreach (var (_, subject) in counted)
            {
                var until = await session.NumberAsync($"select paused_until from failed_sign_ins where subject = {subject}");
                if (until > now)
                    return (until - now + 999) / 1000;
            }
            await session.ExecuteAsync($"delete from failed_sign_ins where at < {forgotten} and paused_until < {now}");
            foreach (var (limit, subject) in counted)
            {
                // One row is locked by the first statement, so that servers count one after the other.
                var failures = await session.NumberAsync($"""
                    insert into failed_sign_ins (subject, failures, at, paused_until) values ({subject}, 1, {now}, 0)
                    on conflict (subject) do update set failures = failed_sign_ins.failures + 1, at = excluded.at returning failures
                    """);
                if (limit.PauseAfter(failures) is { Ticks: > 0 } pause)
                    await session.ExecuteAsync($"update failed_sign_ins set paused_until = {now + (long)pause.TotalMilliseconds} where subject = {subject}");
            }
            return 0;
        });
    }

    /// <summary>The attempt was none: the password was right. What others did to the account, or from the address, still counts.</summary>
    public ValueTask<bool> ForgiveAsync(string email, string? address) => database.WriteBesideAsync(async session =>
    {
        foreach (var (limit, subject) in SubjectsOf(email, address, isKnown: false))
        {
            if (limit == OfAccountFromAddress)
                await session.ExecuteAsync($"delete from failed_sign_ins where subject = {subject}");
            else
                await session.ExecuteAsync($"update failed_sign_ins set failures = failures - 1, paused_until = 0 where subject = {subject} and failures > 0");
        }
        return true;
    });

    /// <summary>What is counted, in one order for everybody: two servers never wait for each other in a circle.</summary>
    private static List<(Limit Limit, byte[] Subject)> SubjectsOf(string email, string? address, bool isKnown)
    {
        var network = NetworkOf(address);
        List<(Limit Limit, byte[] Subject)> subjects = [(OfAccountFromAddress, Hash($"{email} {network}")), (OfAddress, Hash(network))];
        if (!isKnown)
            subjects.Add((OfAccount, Hash(email)));
        subjects.Sort(static (one, other) => one.Subject.AsSpan().SequenceCompareTo(other.Subject));
        return subjects;
    }

    /// <summary>Of IPv6 a household has 2^64 addresses.</summary>
    private static string NetworkOf(string? address) =>
        IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, 8))
            : address ?? "";

    private static byte[] Hash(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject));

    /// <param name="Subject">What is counted.</param>
    /// <param name="Free">How many failures have no consequence.</param>
    /// <param name="Longest">The longest pause.</param>
    private sealed record Limit(string Subject, int Free, TimeSpan Longest)
    {
        /// <summary>A second, and twice as long with each failure more.</summary>
        public TimeSpan PauseAfter(long failures) => failures < Free ? TimeSpan.Zero
            : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(failures - Free, 20))));
    }
}
