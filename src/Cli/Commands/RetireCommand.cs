using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Keys;
using HospitalChain.Crypto;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain retire`: a doctor or party leaves. There is no way back but a new enrolment.</summary>
internal static class RetireCommand
{
    public static Command Make()
    {
        var key = new Argument<string?>("key") { Description = "Signing key in force of who leaves: a hospital names its doctor, the system manager a party of the registry; the own key if not given.", Arity = ArgumentArity.ZeroOrOne };
        var sure = new Option<bool>("--yes") { Description = "Do it without asking." };
        return new Command("retire", "End a key for good: nothing new is taken from it, what it signed before stays valid.").With(key, sure).Does(async invocation =>
        {
            var party = invocation.Get(key) is { } text ? KeyOf(text) : (Bytes32?)null;
            if (!invocation.Get(sure) && !invocation.Confirm($"Retire {(party is { } named ? named.ToString() : "the own key")} for good?"))
            {
                throw new RefusedException(ClientRefusals.InputInvalid.With("not confirmed; say --yes"));
            }

            var status = await new Retiring(invocation.Session).RetireAsync(party, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { party = party ?? invocation.Session.OwnIdentity().Key.PublicKey, status.RecordId, status.Status, status.Height });
        });
    }

    private static Bytes32 KeyOf(string text) =>
        Bytes32.TryParse(text, out var key) ? key : throw new RefusedException(ClientRefusals.InputInvalid.With($"{text} is no key"));
}
