using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Keys;
using HospitalChain.Crypto;
using HospitalChain.Keystore;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain keys`: a keystore is made, shown by its public keys, and put under another passphrase. Nothing prints a secret.</summary>
internal static class KeysCommands
{
    private const ulong DayMillis = 24UL * 60 * 60 * 1000;

    public static Command Make() => new Command("keys", "Make and show keys. Secrets never leave the keystore.").With(New(), Show(), Rotate(), Passphrase());

    private static Command New()
    {
        var role = Inputs.Role();
        return new Command("new", "Make a keystore with a fresh seed.").With(role).Does(invocation =>
        {
            using var passphrase = invocation.NewPassphrase($"New passphrase for {invocation.KeystorePath}");
            var header = new KeystoreHeader(Inputs.NameOf(invocation.Get(role)), ImmutableSortedDictionary<string, string>.Empty);
            if (!KeystoreFile.TryCreate(invocation.KeystorePath, header, passphrase, out var keystore, out var refusal))
            {
                throw new RefusedException(refusal.AsRefusal(invocation.KeystorePath));
            }

            using (keystore)
            {
                keystore.SetLabel(KeyRotating.SinceLabel, Invocation.NowMillis.ToString(CultureInfo.InvariantCulture));
                return Public(invocation.KeystorePath, keystore);
            }
        });
    }

    private static Command Show() =>
        new Command("show", "Show the public keys.").Does(invocation => Public(invocation.KeystorePath, invocation.Keystore));

    private static Command Rotate()
    {
        var force = new Option<bool>("--force") { Description = "Also while a team's session runs under the present keys; the hospital then opens it anew." };
        return new Command("rotate", "Go on under new keys, signed for by the old ones. Killed or unanswered, it goes on when called again.").With(force).Does(async invocation =>
        {
            var result = await new KeyRotating(invocation.Session).RotateAsync(invocation.Get(force), invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { result.From, result.Epoch, result.SigningKey, result.RecordId, done = result.IsDone, result.Resumed });
        });
    }

    private static Command Passphrase()
    {
        var next = Inputs.Text("--new-passphrase-file", "A file whose first line is the new passphrase; else it is asked for.");
        return new Command("passphrase", "Put the keystore under another passphrase.").With(next).Does(invocation =>
        {
            var keystore = invocation.Keystore;
            var source = invocation.Get(next) is { } file ? PassphraseSource.File(file) : PassphraseSource.Prompt;
            if (!source.TryRead("New passphrase", out var passphrase, out var refusal))
            {
                throw new RefusedException(refusal.AsRefusal(invocation.KeystorePath));
            }

            using (passphrase)
            {
                return keystore.TryChangePassphrase(passphrase, out refusal)
                    ? Answer.Of(new { keystore = invocation.KeystorePath, changed = true })
                    : throw new RefusedException(refusal.AsRefusal(invocation.KeystorePath));
            }
        });
    }

    private static Bytes32 SigningOf(KeyTree keys, uint epoch)
    {
        using var signing = keys.Signing(epoch);
        return signing.PublicKey;
    }

    private static Answer Public(string path, OpenKeystore keystore)
    {
        var (keys, epoch) = (keystore.Keys, keystore.Counters.Epoch);
        using var signing = keys.Signing(epoch);
        using var sealing = keys.Sealing(epoch);
        using var receiving = keys.P21Receiving(epoch);
        using var multisignature = keys.Multisignature(epoch);
        using var hospital = keys.Hospital(epoch);
        var since = KeyRotating.SinceOf(keystore);
        var begun = keystore.Header.Labels.TryGetValue(KeyRotating.BegunLabel, out var next) && uint.TryParse(next, CultureInfo.InvariantCulture, out var to) && to > epoch ? to : (uint?)null;
        var isHospital = keystore.Header.Role is "hospital";
        var isDoctor = keystore.Header.Role is "doctor";
        return Answer.Of(new
        {
            keystore = path,
            role = keystore.Header.Role,
            epoch,
            epochSinceMillis = since,
            epochAgeDays = since is { } began ? (ulong?)((Math.Max(began, Invocation.NowMillis) - began) / DayMillis) : null,
            rotatingTo = begun,
            earlierSigningKeys = Enumerable.Range(0, checked((int)epoch)).Select(past => SigningOf(keys, (uint)past)).ToArray(),
            signingKey = signing.PublicKey,
            sealingKey = sealing.PublicKey.Encoded.ToArray(),
            p21ReceivingKey = receiving.PublicKey.Encoded.ToArray(),
            multisignatureKey = isDoctor ? multisignature.PublicKey.Encoded.ToArray() : null,
            l19Key = isHospital ? hospital.PublicKey().Encoded.ToArray() : null,
            visits = keystore.Counters.NextVisit,
            shares = keystore.Counters.NextShare,
        });
    }
}
