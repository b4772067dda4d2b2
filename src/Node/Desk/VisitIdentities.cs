using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Desk;

/// <summary>
/// Whom the PIDs of this hospital's visits name. A visit has many diagnoses, and opening its PID costs as much as opening
/// one's evidence, so what was opened is remembered: not the identifier, only its MAC under a key that ends with the
/// process. Thread-safe.
/// </summary>
/// <param name="hospital">The hospital's sealing key, which opens them.</param>
internal sealed class VisitIdentities(SealingKey hospital)
{
    private const int RememberedMax = 8_192;

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<Bytes32, Bytes32> remembered = new();

    /// <summary>Whether the PID opens and names exactly this person.</summary>
    public bool Names(ReadOnlySpan<byte> pid, string id)
    {
        var place = new Bytes32(SHA256.HashData(pid));
        if (!remembered.TryGetValue(place, out var named))
        {
            if (!PseudoIdentity.TryOpen(hospital, pid, out var opened))
            {
                return false;
            }

            named = MacOf(opened);
            if (remembered.Count >= RememberedMax)
            {
                remembered.Clear();
            }

            remembered[place] = named;
        }

        return named == MacOf(id);
    }

    private Bytes32 MacOf(string id) => new(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(id)));
}
