using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Bench;

/// <summary>Doctors with multisignature keys, who sign in order.</summary>
internal sealed class BenchTeam : IDisposable
{
    public BenchTeam(int size) =>
        Keys = [.. Enumerable.Range(0, size).Select(_ => new MultisignatureKey(SecretScalar.Random(), SecretScalar.Random(), SecretScalar.Random()))];

    public MultisignatureKey[] Keys { get; }

    /// <summary>The signature of the first <paramref name="n"/> doctors on commitments of their own.</summary>
    public TeamClaim Sign(ulong timestampMillis, int n)
    {
        var commitments = Enumerable.Range(0, n).Select(place => Transcript.Of("BENCH").AddU64(timestampMillis).AddU32((uint)place).Hash32()).ToArray();
        var statement = new TeamStatement(Transcript.Of("BENCH").Hash32(), timestampMillis, commitments);
        var team = Keys.Take(n).Select(key => key.PublicKey).ToArray();
        OrderedMultisignature? signature = null;
        for (var place = 1; place <= n; place++)
        {
            if (!OrderedMultisignature.TrySign(Keys[place - 1], statement.Prefix(place), team[..(place - 1)], signature, out signature))
            {
                throw new InvalidOperationException("an honest signature was refused");
            }
        }

        return new TeamClaim(statement, team, signature!);
    }

    public void Dispose()
    {
        foreach (var key in Keys)
        {
            key.Dispose();
        }
    }
}
