using System.Globalization;
using Kith.Bench;

// What bench/run calls; see bench/README.md.
switch (args)
{
    case ["seed", var folder, var count, var key]:
        await Seeder.RunAsync(folder, int.Parse(count, CultureInfo.InvariantCulture), key);
        return 0;
    case ["replay", var server, var key, var url, .. var paths]:
        await Replay.RunAsync(new Uri(server), key, url, paths);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Kith.Bench seed <folder> <count> <key> | Kith.Bench replay <server> <key> <own url> <path>…");
        return 1;
}
