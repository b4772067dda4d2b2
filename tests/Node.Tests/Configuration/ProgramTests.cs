using System.Collections.Immutable;
using System.Diagnostics;
using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Storage;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Configuration;

/// <summary>The program as an operator starts it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ProgramTests()
    {
        File.WriteAllText(folder.File("pass"), "correct horse battery\n");
        File.SetUnixFileMode(folder.File("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var passphrase = new Passphrase("correct horse battery"u8);
        Assert.True(KeystoreFile.TryCreate(folder.File("node.keys"), new KeystoreHeader("hospital", ImmutableSortedDictionary<string, string>.Empty), passphrase, out var keystore, out _));
        keystore.Dispose();
        File.WriteAllText(folder.File("node.json"), """
            {
              "name": "test", "dataDirectory": "data",
              "api": {"port": 0}, "peers": {"port": 0},
              "keystore": {"path": "node.keys", "passphraseFile": "pass"},
              "modules": ["content", "mail"]
            }
            """);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_stopped_nodes_store_is_verified_backed_up_and_restored()
    {
        using (StoreEngine.Open(Path.Combine(folder.File("data"), "store")))
        {
            // An empty store is one too.
        }

        Assert.Equal((0, true), await RunAsync("verify-store", "--data-directory", folder.File("data")));
        Assert.Equal((0, false), await RunAsync("backup", "--data-directory", folder.File("data"), "--to", folder.File("backup")));
        Assert.Equal((0, false), await RunAsync("restore", "--from", folder.File("backup"), "--data-directory", folder.File("other")));
        Assert.Equal((0, true), await RunAsync("verify-store", "--data-directory", folder.File("other")));
        var (again, _) = await RunAsync("restore", "--from", folder.File("backup"), "--data-directory", folder.File("other"));
        Assert.NotEqual(0, again);
        var (missing, _) = await RunAsync("verify-store", "--data-directory", folder.File("nowhere"));
        Assert.Equal(2, missing);

        async Task<(int Code, bool SaysSound)> RunAsync(params string[] arguments)
        {
            using var program = Start(arguments);
            var output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (program.ExitCode, output.TrimEnd().EndsWith("sound", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_node_starts_says_where_it_listens_and_stops_when_told()
    {
        using var identity = Start(
            "identity", "--data-directory", folder.File("data"), "--keystore", folder.File("node.keys"), "--passphrase-file", folder.File("pass"));
        var facts = (await identity.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(fact => fact.Split(' ')).ToDictionary(fact => fact[0], fact => fact[1], StringComparer.Ordinal);
        using var node = Start("--config", folder.File("node.json"));
        var line = await LineAsync(node, "listens on");
        Assert.Contains("https://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Contains(facts["nodeKey"], line, StringComparison.Ordinal);
        Assert.Contains(facts["tlsFingerprint"], line, StringComparison.Ordinal);
        using (var kill = Process.Start("kill", ["-TERM", node.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await ExitsAsync(node, 0);
    }

    [Fact]
    public async Task A_bad_setting_stops_it_with_its_name_and_a_hint()
    {
        using var node = Start("--config", folder.File("node.json"), "--limits:mailsPerBx", "1");
        var error = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("limits.mailsPerBx", error, StringComparison.Ordinal);
        Assert.Contains("hint: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        await ExitsAsync(node, 2);
    }

    [Fact]
    public async Task A_wrong_passphrase_stops_it()
    {
        File.WriteAllText(folder.File("pass"), "wrong horse battery\n");
        using var node = Start("--config", folder.File("node.json"));
        Assert.Contains(KeystoreRefusal.WrongPassphrase.Code, await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await ExitsAsync(node, 3);
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HospitalChain.Node.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<string> LineAsync(Process node, string text)
    {
        using var patience = Patience.Token();
        while (await node.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("the node ended: " + await node.StandardError.ReadToEndAsync(patience.Token));
    }

    private static async Task ExitsAsync(Process node, int code)
    {
        using var patience = Patience.Token();
        await node.WaitForExitAsync(patience.Token);
        Assert.Equal(code, node.ExitCode);
    }
}
