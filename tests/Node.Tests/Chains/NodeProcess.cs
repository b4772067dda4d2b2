using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tests.Support;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>A node as a process of its own, so that a test can kill it.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process process;
    private readonly Task reading;

    private NodeProcess(Process process)
    {
        this.process = process;
        reading = process.StandardOutput.ReadToEndAsync(); // or the pipe fills and the node waits
    }

    /// <summary>Writes keystore, passphrase and node.json for a party's node.</summary>
    /// <returns>Path of node.json.</returns>
    public static string Prepare(NodeOptions options, Party party)
    {
        var folder = options.DataDirectory;
        var passphraseFile = Path.Combine(folder, "passphrase");
        File.WriteAllText(passphraseFile, "correct horse battery\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(passphraseFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var keystoreFile = Path.Combine(folder, "node.keys");
        using var passphrase = new Passphrase("correct horse battery"u8);
        var header = new KeystoreHeader("node", ImmutableSortedDictionary<string, string>.Empty);
        Assert.True(KeystoreFile.TryCreate(keystoreFile, header, passphrase, out var keystore, out _, Party.SeedOf(party.Name)));
        keystore.Dispose();
        var config = Path.Combine(folder, "node.json");
        File.WriteAllText(config, JsonSerializer.Serialize(new
        {
            name = options.Name,
            dataDirectory = folder,
            api = new { port = 0 },
            peers = new
            {
                port = options.Peers.Port,
                contacts = options.Contacts.Select(contact => new { name = contact.Name, address = $"{contact.Address!.Host}:{contact.Address.Port}", fingerprint = contact.Fingerprint.ToString() }),
            },
            modules = (string[])["mail"],
            chains = options.Chains.Select(chain => new { name = chain.Name, genesis = chain.GenesisPath, mode = chain.Mode.ToString() }),
            keystore = new { path = keystoreFile, passphraseFile },
        }));
        return config;
    }

    /// <summary>Starts the program and waits until it listens.</summary>
    public static async Task<NodeProcess> StartAsync(string config)
    {
        var started = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HospitalChain.Node.dll"), "--config", config])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        using var patience = Patience.Token();
        while (await started.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("listens on", StringComparison.Ordinal))
            {
                return new NodeProcess(started);
            }
        }

        throw new InvalidOperationException("the node ended before it listened");
    }

    /// <summary>Ends it at once, as a power cut would end it.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        using var patience = Patience.Token();
        await process.WaitForExitAsync(patience.Token);
        await reading.WaitAsync(patience.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
