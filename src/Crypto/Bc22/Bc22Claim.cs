namespace HospitalChain.Crypto.Bc22;

/// <summary>The statement that a capsule is well formed under a key and a record's context; to be verified.</summary>
public readonly record struct Bc22Claim(G1 PublicKey, Bc22Capsule Capsule, Bytes32 Context);
