using System.Diagnostics;

namespace HospitalChain.Storage.Tests;

/// <summary>This test program again, in the part of a node, to be killed or starved.</summary>
internal static class ChildProcess
{
    /// <summary>A <see cref="ChainChild"/>.</summary>
    public static Process StartChain(string store) => Start([ChainChild.Argument, store], []);

    /// <summary>A <see cref="StoreChild"/>.</summary>
    /// <param name="store">The store's folder.</param>
    /// <param name="blocks">At most so many blocks.</param>
    /// <param name="valueBytes">Bytes per value.</param>
    /// <param name="diskFreeBytesMin">Free space at which writes are refused.</param>
    /// <param name="wrapper">Words before the command, such as <c>strace -f</c>.</param>
    public static Process Start(string store, int blocks, int valueBytes, long diskFreeBytesMin = 0, params ReadOnlySpan<string> wrapper) =>
        Start([StoreChild.Argument, store, $"{blocks}", $"{valueBytes}", $"{diskFreeBytesMin}"], wrapper);

    private static Process Start(ReadOnlySpan<string> arguments, ReadOnlySpan<string> wrapper)
    {
        string[] words =
        [
            .. wrapper,
            Environment.ProcessPath!,
            .. IsHostedByDotnet() ? [typeof(ChildProcess).Assembly.Location] : Array.Empty<string>(),
            .. arguments,
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
