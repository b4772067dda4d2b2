namespace HospitalChain.Crypto.L19;

/// <summary>The statement that a capsule is well formed under a key and a record's context; to be verified.</summary>
public readonly record struct L19Claim(G1 PublicKey, L19Capsule Capsule, Bytes32 Context);
