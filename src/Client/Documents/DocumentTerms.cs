using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>What an author says of a document beside its content.</summary>
/// <param name="ChainId">Chain of the folder.</param>
/// <param name="FolderId">The folder.</param>
/// <param name="MediaType">IANA media type.</param>
/// <param name="Readers">Who may read at all; none for whoever a grant names.</param>
/// <param name="ValidFor">How long from now it may be read at all.</param>
public sealed record DocumentTerms(Bytes32 ChainId, Bytes32 FolderId, string MediaType, IReadOnlyList<Bytes32> Readers, TimeSpan ValidFor);
