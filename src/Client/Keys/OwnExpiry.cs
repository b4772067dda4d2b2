namespace HospitalChain.Client.Keys;

/// <summary>Something of the party's own that ends.</summary>
/// <param name="What">What kind: grant-given, share-asked, offer, emergency, review, draft, keys, or a node's own word.</param>
/// <param name="Name">Its id, or the node's address.</param>
/// <param name="ExpiresMillis">When; 0 for what ended or has no date.</param>
/// <param name="Advice">What it means and what to do.</param>
public sealed record OwnExpiry(string What, string Name, ulong ExpiresMillis, string Advice);
