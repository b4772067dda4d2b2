using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>A document on disk whose place on the chain, capsule, content and author's signature were all verified.</summary>
/// <param name="Path">Its file.</param>
/// <param name="SizeBytes">Size of the plaintext.</param>
/// <param name="MediaType">What its author said it is.</param>
/// <param name="Author">Who signed it.</param>
public sealed record OpenedDocument(string Path, long SizeBytes, string MediaType, Bytes32 Author);
