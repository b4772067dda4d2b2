using System.Diagnostics;

namespace HospitalChain.Devnet;

/// <summary>hchain as an operating system process, for a party whose machine loses its power.</summary>
internal static class ClientProcess
{
    /// <summary>Starts hchain and ends it at once, as a power cut would, when something has become so.</summary>
    /// <param name="layout">Where hchain is.</param>
    /// <param name="so">Looked at all the time.</param>
    /// <param name="arguments">hchain's.</param>
    public static async Task KillWhenAsync(Layout layout, Func<bool> so, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [layout.ClientProgram ?? throw new InvalidOperationException("this devnet runs no client program"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new DevnetException("hchain did not start");
        while (!so() && !process.HasExited)
        {
            await Task.Delay(5);
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }
}
