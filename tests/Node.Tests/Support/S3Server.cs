using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Content.S3;

namespace HospitalChain.Node.Tests.Support;

/// <summary>
/// An S3 server as a process of its own (npm's s3rver, installed by ./test). It serves put, get, ranges, parts, list and delete; it
/// checks neither signatures of bodies nor checksums, and knows no versions.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Bucket = "content";

    private const string Credential = "S3RVER"; // the server's own, for both keys
    private readonly TemporaryFolder folder = new();
    private readonly List<string> log = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource Seen)> waiting = [];
    private Process? process;

    public int Port { get; private set; }

    /// <summary>What the server was asked, a line each.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (log)
            {
                return [.. log];
            }
        }
    }

    /// <summary>Completes when the server said such a line, now or before.</summary>
    public Task SeenAsync(Func<string, bool> wanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (log)
        {
            if (log.Exists(line => wanted(line)))
            {
                seen.SetResult();
            }
            else
            {
                waiting.Add((wanted, seen));
            }
        }

        return seen.Task.WaitAsync(Patience.Limit);
    }

    public S3Options Options(string prefix) => new(new Uri($"http://127.0.0.1:{Port}"), "us-east-1", Bucket, prefix, folder.File("credentials"));

    /// <summary>A client with the node's own settings.</summary>
    public AmazonS3Client Open() => S3Service.Open(Options(string.Empty));

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(folder.File("credentials"), $"{Credential}\n{Credential}\n");
        File.SetUnixFileMode(folder.File("credentials"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Port = FreePorts.Next();
        await StartAsync();
    }

    public async Task StartAsync()
    {
        var program = Path.Combine(Root(), "tests", "s3-server", "node_modules", "s3rver", "bin", "s3rver.js");
        Assert.True(File.Exists(program), "the S3 server is not installed: ./test Node installs it, or by hand (cd tests/s3-server && npm ci --ignore-scripts), which needs Debian's npm and nodejs");
        process = Process.Start(new ProcessStartInfo(
            "node", [program, "-d", folder.File("data"), "-a", "127.0.0.1", "-p", $"{Port}", "--no-vhost-buckets", "--configure-bucket", Bucket])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var starts = Log.Count(IsListening);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await SeenAsync(line => IsListening(line) && Log.Count(IsListening) > starts);
    }

    /// <summary>The server is killed; its data stays.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>The file in which the server keeps an object, so that a test can damage it.</summary>
    public string FileOf(string key) => Path.Combine(folder.File("data"), Bucket, key + "._S3rver_object");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        folder.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (log)
        {
            log.Add(line);
            waiting.FindAll(waiter => waiter.Wanted(line)).ForEach(waiter => waiter.Seen.TrySetResult());
        }
    }

    private static bool IsListening(string line) => line.Contains("listening", StringComparison.Ordinal);

    private static string Root()
    {
        var path = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(path, "HospitalChain.sln")))
        {
            path = Path.GetDirectoryName(path) ?? throw new InvalidOperationException("no HospitalChain.sln above the test");
        }

        return path;
    }
}
