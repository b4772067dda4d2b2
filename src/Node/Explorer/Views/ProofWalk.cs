using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>
/// Recomputes a proof hash by hash, to be read: leaf = SHA-256(0x00‖bytes), node = SHA-256(0x01‖left‖right) (RFC 6962
/// §2.1, chain.md §3). Whether a proof holds is decided by the protocol's own verifier; this shows the way there, and a
/// page that finds the two in disagreement says so.
/// </summary>
public sealed class ProofWalk
{
    private readonly List<ProofStep> steps = [];
    private Bytes32 hash;

    private ProofWalk()
    {
    }

    public IReadOnlyList<ProofStep> Steps => steps;

    /// <summary>Where the walk ended: the root, if the proof is right.</summary>
    public Bytes32 Root => hash;

    /// <summary>From a leaf up to the root of a tree of <paramref name="size"/> leaves (RFC 9162 §2.1.3.2).</summary>
    /// <param name="leafName">What the leaf's bytes are, such as <c>id‖signature</c>.</param>
    public static ProofWalk Inclusion(InclusionProof proof, long size, ReadOnlySpan<byte> leaf, string leafName)
    {
        var walk = new ProofWalk();
        walk.Take($"leaf = SHA-256(00‖{leafName})", string.Empty, Sha256([0, .. leaf]));
        var (place, last) = (proof.Index, size - 1);
        foreach (var sibling in proof.Path)
        {
            if ((place & 1) == 1 || place == last)
            {
                walk.Node(sibling, siblingIsLeft: true);
                while ((place & 1) == 0 && place != 0)
                {
                    (place, last) = (place >> 1, last >> 1);
                }
            }
            else
            {
                walk.Node(sibling, siblingIsLeft: false);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return walk;
    }

    /// <summary>From a state entry up to the state root: the path follows the key's bits, empty siblings are 32 zero bytes.</summary>
    public static ProofWalk State(StateProof proof, Bytes32 key, ReadOnlySpan<byte> value)
    {
        var walk = new ProofWalk();
        walk.Take("leaf = SHA-256(00‖key‖SHA-256(value))", key.ToString(), Sha256([0, .. key.ToArray(), .. SHA256.HashData(value)]));
        var next = proof.Siblings.Length;
        for (var level = proof.Depth - 1; level >= 0; level--)
        {
            var isEmpty = (proof.EmptySiblings[level / 8] & (0x80 >> (level % 8))) != 0;
            walk.Node(isEmpty ? Bytes32.Zero : proof.Siblings[--next], siblingIsLeft: key.Bit(level));
        }

        return walk;
    }

    /// <summary>Ends the walk at the root where it must arrive.</summary>
    public ProofWalk Until(string rootName, Bytes32 root)
    {
        steps.Add(new ProofStep(hash == root ? $"that is {rootName}" : $"that is NOT {rootName}", string.Empty, root.ToString()));
        return this;
    }

    private static Bytes32 Sha256(ReadOnlySpan<byte> input) => new(SHA256.HashData(input));

    private void Node(Bytes32 sibling, bool siblingIsLeft)
    {
        var (left, right) = siblingIsLeft ? (sibling, hash) : (hash, sibling);
        var formula = siblingIsLeft ? "node = SHA-256(01‖sibling‖above)" : "node = SHA-256(01‖above‖sibling)";
        Take(formula, sibling.ToString(), Sha256([1, .. left.ToArray(), .. right.ToArray()]));
    }

    private void Take(string formula, string beside, Bytes32 result)
    {
        hash = result;
        steps.Add(new ProofStep(formula, beside, result.ToString()));
    }
}
