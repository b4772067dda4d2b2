using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>How far a record is: <c>unknown</c>, <c>accepted</c>, <c>promised</c>, <c>in-block</c> or <c>rejected</c>.</summary>
/// <param name="RecordId">The record.</param>
/// <param name="Status">One of the five.</param>
/// <param name="Promise">Canonical promise, once there is one.</param>
/// <param name="Height">Height of its block, or of the rejection's.</param>
/// <param name="Code">Why it was rejected.</param>
public sealed record RecordStatus(Bytes32 RecordId, string Status, byte[]? Promise, ulong? Height, string? Code)
{
    public const string InBlock = "in-block";
    public const string Rejected = "rejected";
    public const string Unknown = "unknown";

    /// <summary>Nothing about it changes any more.</summary>
    public bool IsFinal => Status is InBlock or Rejected;
}
