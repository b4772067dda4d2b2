using HospitalChain.Crypto;

namespace HospitalChain.Client.Fellows;

/// <summary>A message of a session, kept here only.</summary>
/// <param name="AskId">The session.</param>
/// <param name="Own">Written here.</param>
/// <param name="Number">From 0, of its side.</param>
/// <param name="TimeMillis">When it was written, or came.</param>
/// <param name="Text">What was written.</param>
public sealed record FellowText(Bytes32 AskId, bool Own, ulong Number, ulong TimeMillis, string Text);
