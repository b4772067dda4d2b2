using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>One record about a visit.</summary>
public sealed record VisitRecord(Bytes32 RecordId, string Kind, Bytes32 Author, ulong Height);
