using System.Diagnostics;

namespace HospitalChain.Devnet;

/// <summary>hchain as an operating system process, for a party whose machine loses its power.</summary>
internal static class ClientProcess
{
    /// <summary>Runs hchain to its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(Layout layout, params string[] arguments)
    {
        using var process = Start(layout, arguments);
        var (words, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return await words + await errors;
    }

    /// <summary>Starts hchain and ends it at once, as a power cut would, when something has become so.</summary>
    /// <param name="layout">Where hchain is.</param>
    /// <param name="so">Looked at all the time.</param>
    /// <param name="arguments">hchain's.</param>
    public static async Task KillWhenAsync(Layout layout, Func<bool> so, params string[] arguments)
    {
        using var process = Start(layout, arguments);
        while (!so() && !process.HasExited)
        {
            await Task.Delay(5);
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    private static Process Start(Layout layout, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [layout.ClientProgram ?? throw new InvalidOperationException("this devnet runs no client program"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        return Process.Start(start) ?? throw new DevnetException("hchain did not start");
    }
}
