using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A store's word that it has the content durably.</summary>
public sealed record StoreReceipt(Bytes32 Store, Bytes32 Sha256, long SizeBytes, ulong TimeMillis, Signature64 Signature);
