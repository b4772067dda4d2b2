using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Chains;

/// <summary>How far a witness of a chain is.</summary>
/// <param name="Party">The party that it stands for; its own key for a party itself.</param>
/// <param name="Cosignature">The newest that this node has of it.</param>
/// <param name="Head">What it cosigned.</param>
public sealed record WitnessStand(Bytes32 Party, Cosignature Cosignature, SignedHead Head);
