using System.CommandLine;
using System.CommandLine.Help;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Tests.Cli;

public sealed class CommandTests
{
    private readonly ProfileFolder folder = TestParty.NewFolder();
    private readonly string passphrase;

    public CommandTests()
    {
        folder.Write("passphrase", "correct horse battery\n"u8);
        passphrase = Path.Combine(folder.FolderPath, "passphrase");
    }

    private string Profile => Path.Combine(folder.FolderPath, "profile");

    [Fact]
    public void Every_command_says_what_it_does_and_no_option_takes_a_passphrase_or_key()
    {
        var commands = new Stack<Command>([HospitalChain.Cli.Program.Commands()]);
        var seen = 0;
        while (commands.TryPop(out var command))
        {
            seen++;
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            Assert.All(command.Options.Where(option => option is not (HelpOption or VersionOption)), option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name}"));
            Assert.DoesNotContain(command.Options, option => option.Name is "--passphrase" or "--password" or "--seed" or "--secret");
            foreach (var inner in command.Subcommands)
            {
                commands.Push(inner);
            }
        }

        Assert.True(seen > 50, $"{seen} commands");
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var help = await HchainProcess.RunAsync("--help");

        Assert.Equal(0, help.ExitCode);
        Assert.All(["keys", "diagnose", "consent", "fetch", "verify", "--json"], word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("record takes 64 hexadecimal digits, here are 4 characters", "record", "read", "null")]
    [InlineData("--grant takes 64 hexadecimal digits, here are 13 characters", "document", "get", "0000000000000000000000000000000000000000000000000000000000000000", "--grant", "Maria Example")]
    public async Task What_is_no_id_is_named_by_its_place_and_never_shown(string expected, params string[] arguments)
    {
        var wrong = await HchainProcess.RunAsync([.. arguments, "--profile", Profile, "--json"]);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains(expected, wrong.Error + wrong.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Maria", wrong.Error + wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_made_once_and_shown_without_a_secret()
    {
        var made = await HchainProcess.RunAsync("keys", "new", "--role", "doctor", "--profile", Profile, "--passphrase-file", passphrase, "--json");
        var shown = await HchainProcess.RunAsync("keys", "show", "--profile", Profile, "--passphrase-file", passphrase, "--json");
        var again = await HchainProcess.RunAsync("keys", "new", "--role", "doctor", "--profile", Profile, "--passphrase-file", passphrase, "--json");

        Assert.Equal((0, 0, 5), (made.ExitCode, shown.ExitCode, again.ExitCode));
        Assert.Equal(made.Json.GetProperty("signingKey").GetString(), shown.Json.GetProperty("signingKey").GetString());
        Assert.Equal("KEYSTORE_EXISTS", again.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(
            ["keystore", "role", "epoch", "epochSinceMillis", "epochAgeDays", "earlierSigningKeys", "signingKey", "sealingKey", "p21ReceivingKey", "multisignatureKey", "visits", "shares"],
            shown.Json.EnumerateObject().Select(field => field.Name),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_wrong_passphrase_says_what_which_and_a_hint()
    {
        await HchainProcess.RunAsync("keys", "new", "--role", "patient", "--profile", Profile, "--passphrase-file", passphrase);
        folder.Write("wrong", "incorrect horse battery"u8);

        var refused = await HchainProcess.RunAsync("keys", "show", "--profile", Profile, "--passphrase-file", Path.Combine(folder.FolderPath, "wrong"));

        Assert.Equal(3, refused.ExitCode);
        Assert.StartsWith("hchain: WRONG_PASSPHRASE: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("\nhint: ", refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
    }

    [Fact]
    public async Task A_missing_keystore_and_a_missing_file_are_named()
    {
        var keystore = await HchainProcess.RunAsync("keys", "show", "--profile", Profile, "--passphrase-file", passphrase);
        Assert.Equal(4, keystore.ExitCode);
        Assert.Contains(Profile, keystore.Error, StringComparison.Ordinal);

        var file = Path.Combine(folder.FolderPath, "no such passphrase");
        var unread = await HchainProcess.RunAsync("keys", "show", "--profile", Profile, "--passphrase-file", file);
        Assert.Contains(file, unread.Error, StringComparison.Ordinal);

        var diagnosis = await HchainProcess.RunAsync("diagnose", "nowhere.json", "--profile", Profile, "--passphrase-file", passphrase, "--json");
        Assert.Equal("FILE_MISSING", diagnosis.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Without_a_terminal_no_passphrase_is_waited_for()
    {
        await HchainProcess.RunAsync("keys", "new", "--role", "patient", "--profile", Profile, "--passphrase-file", passphrase);

        var refused = await HchainProcess.RunAsync("keys", "show", "--profile", Profile);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("PASSPHRASE_UNAVAILABLE", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keys", "new", "--role", "nobody")]
    [InlineData("nonsense")]
    [InlineData("consent", "give")]
    [InlineData("verify")]
    [InlineData("verify", "one", "two", "three")]
    [InlineData("record", "read", "zz", "--out", "x")]
    [InlineData("keys", "show", "--wait", "-5")]
    [InlineData("keys", "show", "--wait", "abc")]
    [InlineData("keys", "show", "--wait", "1e9")]
    public async Task A_command_line_that_does_not_parse_is_bad_input(params string[] arguments)
    {
        var refused = await HchainProcess.RunAsync([.. arguments, "--json"]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("INPUT_INVALID", refused.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_registry_begins_with_the_parameters_of_a_file_and_a_misspelt_one_is_named()
    {
        await HchainProcess.RunAsync("keys", "new", "--role", "manager", "--profile", Profile, "--passphrase-file", passphrase);
        folder.Write("parameters.json", "{\"verifyIntervalMillis\": 500, \"maxRecordWaitMillis\": 1000}"u8);
        folder.Write("misspelt.json", "{\"verifyIntervalMilis\": 500}"u8);

        var made = await GenesisAsync("parameters.json", "registry.genesis");
        var refused = await GenesisAsync("misspelt.json", "other.genesis");
        var overwritten = await GenesisAsync("parameters.json", "registry.genesis");
        var shown = await HchainProcess.RunAsync("genesis", "show", Path.Combine(folder.FolderPath, "registry.genesis"), "--json");

        Assert.Equal((0, 2, 5, 0), (made.ExitCode, refused.ExitCode, overwritten.ExitCode, shown.ExitCode));
        Assert.Equal(500, shown.Json.GetProperty("parameters").GetProperty("verifyIntervalMillis").GetInt32());
        Assert.Equal(made.Json.GetProperty("chainId").GetString(), shown.Json.GetProperty("chainId").GetString());
        Assert.False(File.Exists(Path.Combine(folder.FolderPath, "other.genesis")));
    }

    [Fact]
    public async Task A_trapdoor_is_not_sent_without_a_word_about_what_it_discloses()
    {
        await HchainProcess.RunAsync("keys", "new", "--role", "patient", "--profile", Profile, "--passphrase-file", passphrase);
        await HchainProcess.RunAsync("profile", "init", "--role", "patient", "--profile", Profile);
        var key = new string('a', 64);

        var refused = await HchainProcess.RunAsync(
            "search", "send", "--doctor", key, "--doctor-chain", key, "--profile", Profile, "--passphrase-file", passphrase, "--json");

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("WOULD_DISCLOSE", refused.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("learns the symptom", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NOT_FOUND_HERE", 4, "revoke")]
    [InlineData("INPUT_INVALID", 2, "diagnose")]
    public async Task What_may_be_left_out_is_chosen_or_asked_for(string code, int exitCode, params string[] arguments)
    {
        await HchainProcess.RunAsync("keys", "new", "--role", "patient", "--profile", Profile, "--passphrase-file", passphrase);
        await HchainProcess.RunAsync("profile", "init", "--role", "patient", "--profile", Profile);

        var refused = await HchainProcess.RunAsync([.. arguments, "--profile", Profile, "--passphrase-file", passphrase, "--json"]);

        Assert.Equal(exitCode, refused.ExitCode);
        Assert.Equal(code, refused.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_record_and_its_content_verify_offline_and_a_changed_byte_does_not()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        var (chain, recordId) = (journey.Network.ChainA, journey.RecordId);
        var record = chain.Find(recordId)!.Bytes.ToArray();
        folder.Write("genesis", chain.Genesis.ToBytes());
        folder.Write("proof", chain.Prove(recordId)!.ToBytes());
        folder.Write("record", record);
        folder.Write("content", journey.Network.CloudStore.Stored.Single());
        record[^70] ^= 1;
        folder.Write("changed", record);

        var verified = await VerifyAsync("record");
        var content = await VerifyAsync("content");
        var changed = await VerifyAsync("changed");

        Assert.Equal((0, 0, 7), (verified.ExitCode, content.ExitCode, changed.ExitCode));
        Assert.Equal(recordId.ToString(), verified.Json.GetProperty("recordId").GetString());
        Assert.Equal(("record", "content"), (verified.Json.GetProperty("file").GetString(), content.Json.GetProperty("file").GetString()));
        Assert.Equal("FILE_MISMATCH", changed.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_told_with_its_exit_code()
    {
        await HchainProcess.RunAsync("keys", "new", "--role", "manager", "--profile", Profile, "--passphrase-file", passphrase);
        folder.Write("none.json", "{}"u8);
        var genesis = await GenesisAsync("none.json", "registry.genesis");
        Assert.Equal(0, genesis.ExitCode);
        await HchainProcess.RunAsync(
            "profile", "init", "--role", "manager", "--profile", Profile, "--registry-genesis", Path.Combine(folder.FolderPath, "registry.genesis"), "--manager", "https://127.0.0.1:1");

        var health = await HchainProcess.RunAsync("health", "--profile", Profile, "--json");

        Assert.Equal(6, health.ExitCode);
        Assert.Equal("NODE_UNREACHABLE", health.Json.GetProperty("nodes")[0].GetProperty("code").GetString());
    }

    private Task<HchainProcess> GenesisAsync(string parameters, string name) => HchainProcess.RunAsync(
        "genesis", "registry", "--profile", Profile, "--passphrase-file", passphrase, "--json", "--fingerprint", new string('1', 2 * Bytes32.Size),
        "--parameters", Path.Combine(folder.FolderPath, parameters), "--out", Path.Combine(folder.FolderPath, name));

    private Task<HchainProcess> VerifyAsync(string file) => HchainProcess.RunAsync(
        "verify", Path.Combine(folder.FolderPath, file), Path.Combine(folder.FolderPath, "proof"), "--genesis", Path.Combine(folder.FolderPath, "genesis"), "--json");
}
