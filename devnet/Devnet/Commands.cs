using HospitalChain.Devnet.Day;

namespace HospitalChain.Devnet;

/// <summary>devnet run [--once] | up | down | status | kill NODE | start NODE | partition NODE | heal.</summary>
internal static class Commands
{
    private const string Usage = "use: run [--once] | up | down | status | kill NODE | start NODE | partition NODE | heal";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = Options(arguments, out var words);
        var layout = new Layout(
            Option(options, "--state"), Option(options, "--node"), Option(options, "--liar"), Option(options, "--hchain"), Option(options, "--documents"));
        var supervisor = new Supervisor(layout);
        if (words is ["kill" or "start" or "partition" or "heal", ..] && !Directory.Exists(layout.NodeFolder(NodeName.Manager)))
        {
            throw new DevnetException($"no devnet is founded in {layout.Root}; run devnet/up first");
        }

        switch (words)
        {
            case ["run", .. var rest] when rest is [] or ["--once"]:
                return await PlayAsync(layout, supervisor, once: rest.Length > 0);
            case ["up"]:
                await UpAsync(layout, supervisor);
                return 0;
            case ["down"]:
                await supervisor.DownAsync();
                return 0;
            case ["status"]:
                return await StatusAsync(supervisor);
            case ["kill", var node]:
                await supervisor.KillAsync(NodeName.Parse(node));
                return 0;
            case ["start", var node]:
                await supervisor.StartAsync(NodeName.Parse(node));
                return 0;
            case ["partition", var node]:
                await supervisor.PartitionAsync(NodeName.Parse(node));
                return 0;
            case ["heal"]:
                await supervisor.HealAsync();
                return 0;
            default:
                throw new DevnetException(Usage);
        }
    }

    private static async Task<int> PlayAsync(Layout layout, Supervisor supervisor, bool once)
    {
        await supervisor.DownAsync();
        if (Directory.Exists(layout.Root))
        {
            Directory.Delete(layout.Root, recursive: true); // each day begins anew
        }

        var report = new Report(Console.Out);
        try
        {
            report.Chapter("Five nodes start");
            using var network = await new Founding(layout).FoundAsync();
            report.Say("keystores, certificates, four geneses and six configurations are made");
            var before = report.Elapsed;
            await supervisor.UpAsync();
            report.Check((report.Elapsed - before).TotalSeconds <= 10, $"all are ready after {(report.Elapsed - before).TotalSeconds:0.0} s");
            await new WholeDay(network, supervisor, report).PlayAsync();
        }
        finally
        {
            if (once)
            {
                await supervisor.DownAsync();
            }
        }

        report.Chapter($"{report.Passed} checks held, {report.Failed} failed");
        if (!once)
        {
            TellAddresses(layout);
        }

        return report.Failed == 0 ? 0 : 1;
    }

    private static async Task UpAsync(Layout layout, Supervisor supervisor)
    {
        using var network = await new Founding(layout).FoundAsync();
        await supervisor.UpAsync();
        TellAddresses(layout);
    }

    private static async Task<int> StatusAsync(Supervisor supervisor)
    {
        var allReady = true;
        foreach (var node in NodeName.All)
        {
            using var readiness = supervisor.IsRunning(node) ? await supervisor.ReadinessAsync(node) : null;
            var ready = readiness?.RootElement.GetProperty("ready").GetBoolean() == true;
            allReady &= ready;
            Console.WriteLine($"{node,-12} {(!supervisor.IsRunning(node) ? "stopped" : ready ? "ready" : "running, not ready")}");
        }

        return allReady ? 0 : 1;
    }

    private static void TellAddresses(Layout layout)
    {
        foreach (var node in NodeName.All)
        {
            Console.WriteLine($"{node,-12} {layout.AddressOf(node).Address}explorer   fingerprint {layout.AddressOf(node).TlsFingerprint}");
        }
    }

    private static Dictionary<string, string> Options(string[] arguments, out string[] words)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--state" or "--node" or "--liar" or "--documents" or "--hchain" && i + 1 < arguments.Length)
            {
                options[arguments[i]] = arguments[++i];
            }
            else
            {
                rest.Add(arguments[i]);
            }
        }

        words = [.. rest];
        return options;
    }

    private static string Option(Dictionary<string, string> options, string name) =>
        options.GetValueOrDefault(name) ?? throw new DevnetException($"{name} is missing; call it through devnet/run and its neighbours");
}
