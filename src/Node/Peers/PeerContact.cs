using System.Net;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>A node that may connect. With an address it is also called.</summary>
public sealed record PeerContact(string Name, Bytes32 Fingerprint, DnsEndPoint? Address);
