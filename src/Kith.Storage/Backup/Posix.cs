using System.Runtime.InteropServices;
using System.Text;

namespace Kith.Storage;

/// <summary>What .NET has no word for: flushing a folder, a second name for a file, the question whether one may write.</summary>
internal static class Posix
{
    private const int ReadOnly = 0;
    private const int MayWrite = 2;

    /// <summary>Makes the names in a folder as durable as the files; does nothing where that is not possible.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(Text(folder), ReadOnly);
        if (descriptor < 0)
            return;
        _ = Flush(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Gives a file a second name; false where the file system cannot.</summary>
    public static bool TryLink(string path, string second) => !OperatingSystem.IsWindows() && Link(Text(path), Text(second)) == 0;

    /// <summary>Whether this process may write to a file or into a folder, with permissions and mount taken together.</summary>
    public static bool CanWrite(string path) => OperatingSystem.IsWindows() || Access(Text(path), MayWrite) == 0;

    /// <summary>A path as C has it.</summary>
    private static byte[] Text(string path) => Encoding.UTF8.GetBytes($"{path}\0");

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] path, byte[] second);

    [DllImport("libc", EntryPoint = "access")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(byte[] path, int mode);
}
