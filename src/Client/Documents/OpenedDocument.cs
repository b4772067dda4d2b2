using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Documents;

namespace HospitalChain.Client.Documents;

/// <summary>A document on disk whose place on the chain, capsule, content and author's signature were all verified.</summary>
/// <param name="Path">Its file.</param>
/// <param name="SizeBytes">Size of the plaintext.</param>
/// <param name="MediaType">What its author said it is.</param>
/// <param name="Author">Who signed it.</param>
/// <param name="Disclosure">What proves to others that the file is the document; it opens the stored content too.</param>
public sealed record OpenedDocument(string Path, long SizeBytes, string MediaType, Bytes32 Author, DocumentDisclosure Disclosure);
