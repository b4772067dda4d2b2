using System.Diagnostics;

namespace HospitalChain.Storage.Tests;

/// <summary>This test program again, as <see cref="StoreChild"/>, optionally under a shell that limits it.</summary>
internal static class ChildProcess
{
    /// <param name="store">The store's folder.</param>
    /// <param name="blocks">At most so many blocks.</param>
    /// <param name="valueBytes">Bytes per value.</param>
    /// <param name="diskFreeBytesMin">Free space at which writes are refused.</param>
    /// <param name="wrapper">Words before the command, such as <c>strace -f</c>.</param>
    public static Process Start(string store, int blocks, int valueBytes, long diskFreeBytesMin = 0, params ReadOnlySpan<string> wrapper)
    {
        string[] words =
        [
            .. wrapper,
            Environment.ProcessPath!,
            .. IsHostedByDotnet() ? [typeof(ChildProcess).Assembly.Location] : Array.Empty<string>(),
            StoreChild.Argument,
            store,
            $"{blocks}",
            $"{valueBytes}",
            $"{diskFreeBytesMin}",
        ];
        var start = new ProcessStartInfo(words[0], words.AsSpan(1).ToArray())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the child did not start");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static bool IsHostedByDotnet() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
}
