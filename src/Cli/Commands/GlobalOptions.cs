using System.CommandLine;
using System.Globalization;

namespace HospitalChain.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    private const int WaitSecondsMax = 86_400;

    public static Option<bool> Json { get; } = new("--json") { Description = "Answer with one JSON object on standard output.", Recursive = true };

    public static Option<string> Profile { get; } = new("--profile")
    {
        Description = "The profile's folder.",
        Recursive = true,
        DefaultValueFactory = _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".hchain"),
    };

    public static Option<string?> Keystore { get; } = new("--keystore") { Description = "A keystore elsewhere than in the profile.", Recursive = true };

    public static Option<string?> PassphraseFile { get; } = new("--passphrase-file")
    {
        Description = "A file, readable by its owner only, whose first line is the passphrase. Without this and --passphrase-fd it is asked for.",
        Recursive = true,
    };

    public static Option<int?> PassphraseDescriptor { get; } = new("--passphrase-fd") { Description = "An open file descriptor to read the passphrase from.", Recursive = true };

    public static Option<double> Wait { get; } = new("--wait")
    {
        Description = "Seconds to wait until a submitted record is in a block.",
        Recursive = true,
        DefaultValueFactory = _ => 0,
    };

    public static void AddTo(Command root)
    {
        Wait.Validators.Add(result =>
        {
            var isNumber = double.TryParse(result.Tokens.Count == 1 ? result.Tokens[0].Value : null, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds);
            if (result.Tokens.Count > 0 && !(isNumber && seconds is >= 0 and <= WaitSecondsMax))
            {
                result.AddError($"--wait is a number of seconds from 0 to {WaitSecondsMax}");
            }
        });
        root.Options.Add(Json);
        root.Options.Add(Profile);
        root.Options.Add(Keystore);
        root.Options.Add(PassphraseFile);
        root.Options.Add(PassphraseDescriptor);
        root.Options.Add(Wait);
    }
}
