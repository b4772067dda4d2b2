using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.L19;

namespace HospitalChain.Protocol.Rules;

/// <summary>The curve equations of many records, gathered so that each suite meets its own in one multi-pairing.</summary>
internal sealed class BatchedClaims
{
    private readonly Gathered<L19Claim> capsules = new();
    private readonly Gathered<Bc22Claim> teamCapsules = new();
    private readonly Gathered<TeamClaim> teamSignatures = new();
    private readonly Dictionary<string, MultisignaturePublicKey> teamKeys = new(StringComparer.Ordinal);

    /// <summary>An obligation that is met in a batch.</summary>
    public static bool Takes(Obligation obligation) => obligation is CapsuleObligation or TeamCapsuleObligation or TeamSignatureObligation;

    /// <summary>Takes an obligation of task <paramref name="owner"/>; false when something in it does not decode.</summary>
    public bool TryAdd(Obligation obligation, int owner) => obligation switch
    {
        CapsuleObligation capsule => TryAdd(capsule, owner),
        TeamCapsuleObligation capsule => TryAdd(capsule, owner),
        TeamSignatureObligation signature => TryAdd(signature, owner),
        _ => throw new InvalidOperationException($"{obligation.GetType().Name} is not met in a batch"),
    };

    /// <summary>Verifies all that was added: the tasks whose claim does not hold, and why.</summary>
    public IEnumerable<(int Owner, RefusalReason Reason)> Failures(Bytes32 exponentSeed) =>
    [
        .. capsules.Failures(claims => L19Verifier.VerifyBatch(claims, exponentSeed), Refusals.CapsuleInvalid),
        .. teamCapsules.Failures(claims => Bc22Verifier.VerifyBatch(claims, exponentSeed), Refusals.CapsuleInvalid),
        .. teamSignatures.Failures(claims => TeamVerifier.VerifyBatch(claims, exponentSeed), Refusals.TeamSignatureInvalid),
    ];

    private bool TryAdd(CapsuleObligation obligation, int owner) =>
        G1.TryDecode(obligation.VisitKey.Span, out var key)
        && L19Capsule.TryDecode(obligation.Capsule.Span, out var capsule)
        && capsules.Add(new L19Claim(key, capsule, obligation.Context), owner);

    private bool TryAdd(TeamCapsuleObligation obligation, int owner) =>
        G1.TryDecode(obligation.VisitKey.Span, out var key)
        && Bc22Capsule.TryDecode(obligation.Capsule.Span, out var capsule)
        && teamCapsules.Add(new Bc22Claim(key, capsule, obligation.Context), owner);

    private bool TryAdd(TeamSignatureObligation obligation, int owner)
    {
        var team = new MultisignaturePublicKey[obligation.Keys.Count];
        for (var i = 0; i < team.Length; i++)
        {
            if (KeyOf(obligation.Keys[i].Span) is not { } key)
            {
                return false;
            }

            team[i] = key;
        }

        return OrderedMultisignature.TryDecode(obligation.Signature.Span, out var signature)
            && teamSignatures.Add(
                new TeamClaim(new TeamStatement(obligation.Sid, obligation.StartMillis, obligation.Commitments), team, signature), owner);
    }

    /// <summary>Decoded once for all records of a team: five points with their subgroup checks cost more than a Miller loop.</summary>
    private MultisignaturePublicKey? KeyOf(ReadOnlySpan<byte> encoded)
    {
        var name = Convert.ToHexString(encoded);
        if (!teamKeys.TryGetValue(name, out var key) && MultisignaturePublicKey.TryDecode(encoded, out key))
        {
            teamKeys.Add(name, key);
        }

        return key;
    }

    private sealed class Gathered<TClaim>
    {
        private readonly List<TClaim> claims = [];
        private readonly List<int> owners = [];

        public bool Add(TClaim claim, int owner)
        {
            claims.Add(claim);
            owners.Add(owner);
            return true;
        }

        public IEnumerable<(int Owner, RefusalReason Reason)> Failures(Func<IReadOnlyList<TClaim>, bool[]> verify, RefusalReason reason)
        {
            var valid = claims.Count == 0 ? [] : verify(claims);
            return Enumerable.Range(0, valid.Length).Where(index => !valid[index]).Select(index => (owners[index], reason));
        }
    }
}
