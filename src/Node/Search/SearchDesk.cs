using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Api;
using HospitalChain.Node.Desk;
using HospitalChain.Protocol;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Search;

/// <summary>
/// The testing hospital's side of a search (L19-E): gets a visit's proven capsules, from its own chain or from the
/// system manager's node, and tests the patient's trapdoor on each with x_i, which stays here.
/// </summary>
public sealed class SearchDesk(HospitalIdentity hospital, ILedgers ledgers, CapsuleLibrary library, ICapsuleSource source)
{
    /// <summary>Ids of the visit's records about the trapdoor's symptom, in the order of the chain.</summary>
    public async Task<Parsed<Bytes32[]>> SearchAsync(CapsuleQuestion question, L19Trapdoor trapdoor, CancellationToken cancellation)
    {
        if (ledgers.Registry is not { } registry)
        {
            return Refusals.RegistryBehind;
        }

        var facts = new RegistryFacts(registry.State);
        if (facts.HospitalOf(question.ChainId) is null)
        {
            return Refusals.ChainUnknown.With(question.ChainId.ToString());
        }

        var capsules = ledgers.Find(question.ChainId) is not null ? library.Find(question) : await source.AskAsync(question, cancellation);
        if (capsules is null)
        {
            return ledgers.Find(question.ChainId) is not null ? Refusals.VisitUnknown : SearchRefusals.NoAnswer;
        }

        var seed = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size));
        var proven = CapsuleVerifier.Verify(capsules, question, facts, seed);
        return proven.Ok
            ? proven.Value.Where(capsule => L19Trapdoor.Test(hospital.L19Key, capsule.Capsule, trapdoor)).Select(capsule => capsule.RecordId).ToArray()
            : proven.Refusal;
    }
}
