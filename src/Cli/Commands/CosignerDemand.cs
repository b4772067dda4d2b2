using System.CommandLine;
using HospitalChain.Client;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;

namespace HospitalChain.Cli.Commands;

/// <summary>
/// How many independent cosigners `hchain verify` demands of each head that a proof stands on, and whose words count: keys that
/// the user names, and keys that proofs of the registry show to be enrolled (decision record 0011).
/// </summary>
internal sealed class CosignerDemand
{
    private static readonly Option<int> Cosigners = new("--cosigners") { Description = "How many independent parties must have cosigned the proof's heads; needs --witness or --enrolment." };
    private static readonly Option<Bytes32[]> Witness = Inputs.Hashes("--witness", "A key whose cosignatures count. Repeatable; with it no other key counts");
    private static readonly Option<string[]> Enrolment = new("--enrolment")
    {
        Description = "A proof that `proof get enrolment KEY` made on the registry chain: that key counts, once for each party that answers for it. Repeatable.",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly int required;
    private readonly IReadOnlyList<Bytes32> named;
    private readonly Dictionary<Bytes32, EnrolmentEntry> enrolled;

    private CosignerDemand(int required, IReadOnlyList<Bytes32> named, Dictionary<Bytes32, EnrolmentEntry> enrolled) =>
        (this.required, this.named, this.enrolled) = (required, named, enrolled);

    /// <summary>Its options on the command line.</summary>
    public static Option[] Options => [Cosigners, Witness, Enrolment];

    /// <summary>What the command line demands.</summary>
    /// <param name="invocation">The command line.</param>
    /// <param name="genesisOf">The trusted genesis of a chain.</param>
    /// <exception cref="RefusedException">Nobody's words count, or an enrolment is not proven.</exception>
    public static CosignerDemand Of(Invocation invocation, Func<Bytes32, Genesis> genesisOf)
    {
        var (count, witnesses, files) = (invocation.Get(Cosigners), invocation.Get(Witness) ?? [], invocation.Get(Enrolment) ?? []);
        if (count is < 0 or > CosignedHead.CosignaturesMax || (count == 0) != (witnesses.Length + files.Length == 0))
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With($"--cosigners is 1 to {CosignedHead.CosignaturesMax}, together with --witness or --enrolment"));
        }

        var proven = new Dictionary<Bytes32, EnrolmentEntry>();
        foreach (var file in files)
        {
            var proof = EntryProof.Parse(Inputs.ReadFile(file, EntryProof.BytesMax)).OrRefuse();
            var registry = genesisOf(proof.Entry.Sealed.Header.ChainId);
            proof.Refuses(registry).ThrowIfAny();
            var isEnrolment = registry.IsRegistry && proof.Kind == StateKinds.Enrolment && proof.Identifier.Length == Bytes32.Size;
            proven[isEnrolment ? new Bytes32(proof.Identifier.Span) : default] =
                (isEnrolment && proof.Value is { } value ? EnrolmentEntry.Parse(value.Span) : null) ?? throw new RefusedException(Refusals.ProofInvalid.With($"{file} shows no enrolment on the registry"));
        }

        return new CosignerDemand(count, witnesses, proven);
    }

    /// <summary>Refuses a head that not enough of them cosigned.</summary>
    /// <exception cref="RefusedException">WITNESSES_MISSING.</exception>
    public void Require(Genesis genesis, CosignedHead head) =>
        (named.Count == 0
            ? WitnessCheck.Refuses(genesis, head, required, enrolled.GetValueOrDefault)
            : WitnessCheck.RefusesNamed(genesis, head, required, named, enrolled.GetValueOrDefault)).ThrowIfAny();

    /// <summary>Refuses a proof without a cosigned head, where cosigners are demanded.</summary>
    /// <exception cref="RefusedException">WITNESSES_MISSING.</exception>
    public void RequireNone(string proof)
    {
        if (required > 0)
        {
            throw new RefusedException(Refusals.WitnessesMissing.With($"a proof of {proof} carries no cosigned head; take one with `proof get head`"));
        }
    }
}
