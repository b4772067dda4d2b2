using HospitalChain.Protocol.Records;

namespace HospitalChain.TestKit;

/// <summary>The parts of a document record that a test may spoil.</summary>
public sealed record DocumentParts(byte[] Capsule, Party Store, AccessRange Range, ulong CreatedMillis, ulong SavedMillis, ulong ReceiptSizeBytes);
