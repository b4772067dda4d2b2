namespace HospitalChain.Node.Content;

/// <summary>A content store's shelf does not answer, refuses, or keeps other bytes than it was given.</summary>
public sealed class ShelfException(string message, Exception? inner = null) : IOException(message, inner);
