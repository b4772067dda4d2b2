using System.Diagnostics;
using System.Globalization;

namespace HospitalChain.Devnet;

/// <summary>A node as an operating system process, found again by its pid file.</summary>
internal sealed class NodeProcess(Layout layout, NodeName node)
{
    private const int KillSignal = 9;
    private const int TerminateSignal = 15;

    /// <summary>The process id, if it runs.</summary>
    public int? RunningId
    {
        get
        {
            if (!File.Exists(layout.ProcessId(node))
                || !int.TryParse(File.ReadAllText(layout.ProcessId(node)), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return null;
            }

            // A pid may have been given to another program meanwhile.
            var commandLine = $"/proc/{id}/cmdline";
            return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(layout.Configuration(node), StringComparison.Ordinal) ? id : null;
        }
    }

    /// <summary>Starts it in the background, its output in the log.</summary>
    public void Start()
    {
        if (RunningId is { } running)
        {
            throw new DevnetException($"{node} runs already (process {running})");
        }

        // A shell detaches it, so that it outlives this program and never waits for anyone to read its output.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "exec setsid \"$0\" \"$@\" >>\"$DEVNET_LOG\" 2>&1 </dev/null",
                Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
                layout.ProgramOf(node), "--config", layout.Configuration(node),
            },
            WorkingDirectory = layout.NodeFolder(node),
        };
        start.Environment["DEVNET_LOG"] = layout.Log(node);
        start.Environment["DOTNET_gcServer"] = "0";
        using var process = Process.Start(start) ?? throw new DevnetException($"{node} did not start");
        File.WriteAllText(layout.ProcessId(node), process.Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public Task KillAsync() => SignalAsync(KillSignal);

    /// <summary>Asks it to end in order.</summary>
    public Task StopAsync() => SignalAsync(TerminateSignal);

    private async Task SignalAsync(int signal)
    {
        if (RunningId is not { } id)
        {
            return;
        }

        using var kill = Process.Start("kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        var deadline = Stopwatch.GetTimestamp() + (20 * Stopwatch.Frequency);
        while (RunningId is not null)
        {
            if (Stopwatch.GetTimestamp() > deadline)
            {
                throw new DevnetException($"{node} (process {id}) did not end within 20 s; its log is {layout.Log(node)}");
            }

            await Task.Delay(20);
        }
    }
}
