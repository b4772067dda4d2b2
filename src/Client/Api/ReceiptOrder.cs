using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>Which record the content is for.</summary>
internal sealed record ReceiptOrder(Bytes32 ChainId, Bytes32 Context, Bytes32? Sid);
