using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Trust;
using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain proof get`: proofs for those without a node, which `hchain verify` checks from a genesis alone.</summary>
internal static class ProofGetCommands
{
    private static readonly Option<Bytes32?> Chain = Inputs.Hash("--chain", "The chain; the home chain, or the visit's, if not given");
    private static readonly Option<string> Out = new("--out") { Description = "The file to write; nothing is overwritten.", Required = true };

    public static Command Make() => new Command("get", "Take a proof along, to be checked offline.").With(
        Record(), Head(), State(), OfKey("enrolment", "Whether a key is enrolled.", StateKinds.Enrolment), OfKey("grant", "Whether a grant stands, by its record id.", StateKinds.Grant), Doctor());

    private static Command Record()
    {
        var id = Inputs.HashArgument("id", "The record");
        return new Command("record", "That a record stands in a sealed block.").With(id, Chain, VisitCommands.Visit, Out).Does(async invocation =>
        {
            var (chainId, identity) = RecordCommands.Where(invocation, Chain);
            var proof = await invocation.Session.Chains.RecordProofAsync(chainId, invocation.Get(id)!.Value, identity, invocation.Cancellation).ConfigureAwait(false);
            return Written(invocation, chainId, proof.ToBytes());
        });
    }

    private static Command Head()
    {
        var since = new Option<ulong>("--since") { Description = "Height of an earlier block: the proof shows that the chain only grew since." };
        return new Command("head", "The newest head with its cosigners, and that the chain only grew since an earlier block.").With(since, Chain, VisitCommands.Visit, Out).Does(async invocation =>
        {
            var (chainId, identity) = RecordCommands.Where(invocation, Chain);
            var update = await new ProofDesk(invocation.Session).HeadAsync(chainId, invocation.Get(since), identity, invocation.Cancellation).ConfigureAwait(false);
            return Written(invocation, chainId, update.ToBytes());
        });
    }

    private static Command State()
    {
        var kind = new Argument<string>("kind") { Description = "Kind of state entry: visit, credit, record, folder, …" };
        var identifier = new Argument<string>("identifier") { Description = "Its identifier in hexadecimal digits." };
        return new Command("state", "What stands, or that nothing stands, at any state entry.").With(kind, identifier, Chain, VisitCommands.Visit, Out).Does(invocation =>
        {
            var text = invocation.Get(identifier)!;
            var bytes = new byte[text.Length / 2];
            return text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
                ? EntryAsync(invocation, invocation.Get(kind)!, bytes)
                : throw new RefusedException(ClientRefusals.InputInvalid.With("an identifier is given in hexadecimal digits"));
        });
    }

    private static Command OfKey(string name, string description, string kind)
    {
        var id = Inputs.HashArgument("id", "Signing key or record id");
        return new Command(name, description).With(id, Chain, VisitCommands.Visit, Out).Does(invocation => EntryAsync(invocation, kind, invocation.Get(id)!.Value.ToArray()));
    }

    private static Command Doctor()
    {
        var id = Inputs.HashArgument("key", "The doctor's signing key");
        return new Command("doctor", "That a doctor of any hospital is enrolled there and not expelled, from the registry's genesis alone.").With(id, Chain, VisitCommands.Visit, Out).Does(async invocation =>
        {
            var (chainId, identity) = RecordCommands.Where(invocation, Chain);
            var proof = await new ProofDesk(invocation.Session).DoctorAsync(chainId, invocation.Get(id)!.Value, identity, invocation.Cancellation).ConfigureAwait(false);
            return Written(invocation, chainId, proof.ToBytes());
        });
    }

    private static async Task<Answer> EntryAsync(Invocation invocation, string kind, byte[] identifier)
    {
        var (chainId, identity) = RecordCommands.Where(invocation, Chain);
        var proof = await new ProofDesk(invocation.Session).EntryAsync(chainId, kind, identifier, identity, invocation.Cancellation).ConfigureAwait(false);
        return Written(invocation, chainId, proof.ToBytes());
    }

    private static Answer Written(Invocation invocation, Bytes32 chainId, byte[] proof)
    {
        var path = invocation.Get(Out)!;
        Inputs.WriteFile(path, proof);
        return Answer.Of(new { chainId, file = path, bytes = proof.Length });
    }
}
