using HospitalChain.Crypto;

namespace HospitalChain.Node.Api;

/// <summary>A record that concerns a visit.</summary>
public sealed record VisitRecord(Bytes32 RecordId, string Kind, Bytes32 Author, ulong Height);
